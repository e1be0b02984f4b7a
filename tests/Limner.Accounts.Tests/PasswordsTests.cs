using System.Buffers.Binary;
using Limner.Accounts.Users;
using Limner.Kernel.Errors;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Limner.Accounts.Tests;

public sealed class PasswordsTests : IDisposable
{
    private readonly Passwords _passwords = new();

    public void Dispose() => _passwords.Dispose();

    [Fact]
    public async Task A_password_is_kept_as_PBKDF2_with_SHA512_a_random_salt_and_the_iterations_OWASP_asks_for()
    {
        var hash = await _passwords.HashAsync("correct horse", CancellationToken.None);
        var bytes = Convert.FromBase64String(hash);
        bytes[0].ShouldBe((byte)1);
        BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(1)).ShouldBe(2, "HMAC-SHA512 in Identity's numbering");
        BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(5)).ShouldBeGreaterThanOrEqualTo(210_000);
        BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(9)).ShouldBeGreaterThanOrEqualTo(16);
        (await _passwords.HashAsync("correct horse", CancellationToken.None)).ShouldNotBe(hash);

        (await _passwords.VerifyAsync(hash, "correct horse", CancellationToken.None)).ShouldBe(PasswordVerificationResult.Success);
        (await _passwords.VerifyAsync(hash, "Correct horse", CancellationToken.None)).ShouldBe(PasswordVerificationResult.Failed);
    }

    [Fact]
    public async Task A_hash_of_fewer_iterations_is_to_be_replaced()
    {
        var weak = new PasswordHasher<UserRow>(Options.Create(new PasswordHasherOptions { IterationCount = 1000 })).HashPassword(null!, "correct horse");
        (await _passwords.VerifyAsync(weak, "correct horse", CancellationToken.None)).ShouldBe(PasswordVerificationResult.SuccessRehashNeeded);
    }

    [Fact]
    public async Task An_unknown_name_costs_as_much_as_a_known_one_and_never_fits()
    {
        var known = await _passwords.HashAsync("correct horse", CancellationToken.None);
        (await _passwords.VerifyAsync(hash: null, "correct horse", CancellationToken.None)).ShouldBe(PasswordVerificationResult.Failed);

        // The header names function, iterations and sizes: with equal ones the work is the same.
        var (mine, nobodys) = (Convert.FromBase64String(known), Convert.FromBase64String(_passwords.NobodysHash));
        nobodys[..Passwords.HeaderSize].ShouldBe(mine[..Passwords.HeaderSize]);
        nobodys.Length.ShouldBe(mine.Length);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("ninechars")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("abababababababab")]
    [InlineData("ADA LOVELACE")]
    public void Passwords_that_are_too_easy_are_refused_with_the_reason(string password)
    {
        var failure = Should.Throw<LimnerException>(() => Passwords.Check(password, "Ada Lovelace")).Failure;
        (failure.Error, failure.Field).ShouldBe((ErrorCatalogue.Validation, "password"));
        failure.Detail.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public void Length_is_bounded_above_too()
    {
        Passwords.Check(string.Concat(Enumerable.Repeat("abcd", 256)), "ada");
        Should.Throw<LimnerException>(() => Passwords.Check(string.Concat(Enumerable.Repeat("abcd", 256)) + "e", "ada"));
    }

    [Theory]
    [InlineData("비밀번호는열글자이상")]
    [InlineData("correct horse")]
    public void Passwords_of_any_script_are_fine(string password) => Passwords.Check(password, "ada");

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("line\nbreak")]
    public void User_names_that_cannot_be_shown_are_refused(string name)
        => Should.Throw<LimnerException>(() => UserNames.Check(name)).Failure.Field.ShouldBe("user_name");

    [Fact]
    public void User_names_that_differ_in_case_or_surrounding_space_are_one()
    {
        UserNames.Check(" 김민지 ").ShouldBe("김민지");
        UserNames.Normalize(" Ada ").ShouldBe(UserNames.Normalize("aDA"));
        Should.Throw<LimnerException>(() => UserNames.Check(new string('x', 65)));
    }
}
