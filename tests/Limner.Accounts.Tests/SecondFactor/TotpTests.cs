using System.Text;
using Limner.Accounts.SecondFactor;

namespace Limner.Accounts.Tests.SecondFactor;

public sealed class TotpTests
{
    /// <summary>The secret of the RFCs' test vectors.</summary>
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    /// <summary>RFC 6238, appendix B, the rows for SHA-1.</summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Codes_are_those_of_RFC_6238(long seconds, string expected)
    {
        var step = Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds));
        Totp.Code(Secret, step, digits: 8).ShouldBe(expected);
        Totp.Code(Secret, step).ShouldBe(expected[2..], "six digits are the last six");
    }

    /// <summary>RFC 4226, appendix D.</summary>
    [Theory]
    [InlineData(0, "755224")]
    [InlineData(1, "287082")]
    [InlineData(5, "254676")]
    [InlineData(9, "520489")]
    public void Codes_of_a_counter_are_those_of_RFC_4226(long counter, string expected) => Totp.Code(Secret, counter).ShouldBe(expected);

    [Fact]
    public void A_code_is_good_one_step_early_and_one_late_and_no_more()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1111111109);
        var step = Totp.StepAt(now);
        for (var off = -3; off <= 3; off++)
        {
            Totp.Match(Secret, Totp.Code(Secret, step + off), now, lastStep: null).ShouldBe(Math.Abs(off) <= 1 ? step + off : null, $"{off} steps off");
        }
    }

    [Fact]
    public void A_step_that_was_used_and_those_before_it_are_good_no_more()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1111111109);
        var step = Totp.StepAt(now);
        Totp.Match(Secret, Totp.Code(Secret, step), now, lastStep: step - 1).ShouldBe(step);
        Totp.Match(Secret, Totp.Code(Secret, step), now, lastStep: step).ShouldBeNull();
        Totp.Match(Secret, Totp.Code(Secret, step - 1), now, lastStep: step).ShouldBeNull();
        Totp.Match(Secret, Totp.Code(Secret, step + 1), now, lastStep: step).ShouldBe(step + 1);
    }

    [Fact]
    public void The_address_for_the_app_escapes_the_name()
        => Totp.Uri("JBSWY3DPEHPK3PXP", "김 & co?").ShouldBe("otpauth://totp/Limner:%EA%B9%80%20%26%20co%3F?secret=JBSWY3DPEHPK3PXP&issuer=Limner");

    /// <summary>RFC 4648, section 10, without the padding.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base_32_is_that_of_RFC_4648(string text, string expected)
    {
        Base32.Encode(Encoding.ASCII.GetBytes(text)).ShouldBe(expected);
        Encoding.ASCII.GetString(Base32.Decode(expected)).ShouldBe(text);
    }

    [Fact]
    public void A_secret_comes_back_from_base_32_and_no_two_are_alike()
    {
        var secret = Totp.CreateSecret();
        secret.Length.ShouldBe(20, "RFC 4226 asks for 128 bits and recommends 160");
        Base32.Decode(Base32.Encode(secret)).ShouldBe(secret);
        Totp.CreateSecret().ShouldNotBe(secret);
        Should.Throw<FormatException>(() => Base32.Decode("MZXW6YT1"));
    }
}
