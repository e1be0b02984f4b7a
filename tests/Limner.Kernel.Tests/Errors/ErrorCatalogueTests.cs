using Limner.Kernel.Errors;

namespace Limner.Kernel.Tests.Errors;

public sealed class ErrorCatalogueTests
{
    public static TheoryData<string> Codes => [.. ErrorCatalogue.All.Keys];

    [Theory]
    [MemberData(nameof(Codes))]
    public void An_entry_is_complete(string code)
    {
        var error = ErrorCatalogue.All[code];
        error.Code.ShouldMatch("^[a-z]+(_[a-z]+)*$");
        error.Status.ShouldBeInRange(400, 599);
        error.Title.ShouldNotBeNullOrWhiteSpace();
        error.Title.ShouldNotEndWith(".");
        error.Remedy.ShouldEndWith(".");
    }

    [Fact]
    public void A_code_nobody_knows_any_more_reads_as_internal()
    {
        ErrorCatalogue.Find("validation").ShouldBe(ErrorCatalogue.Validation);
        ErrorCatalogue.Find("from_the_future").ShouldBe(ErrorCatalogue.Internal);
    }

    [Fact]
    public void A_failure_reads_as_its_code_and_detail()
    {
        ErrorCatalogue.FileEmpty.With().ToString().ShouldBe("file_empty");
        new LimnerException(ErrorCatalogue.FileEmpty, "0 bytes").Message.ShouldBe("file_empty: 0 bytes");
    }
}
