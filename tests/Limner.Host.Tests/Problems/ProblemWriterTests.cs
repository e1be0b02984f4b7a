using Limner.Host.Problems;
using Limner.Kernel.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Limner.Host.Tests.Problems;

public sealed class ProblemWriterTests
{
    [Fact]
    public async Task Who_leaves_while_a_problem_is_written_is_no_error()
    {
        var context = new DefaultHttpContext { RequestAborted = new CancellationToken(canceled: true) };
        context.Response.Body = new MemoryStream();
        await Writer().WriteAsync(context, ErrorCatalogue.NotFound.With());
        context.Response.StatusCode.ShouldBe(404);
    }

    [Fact]
    public async Task A_fields_name_is_sent_back_no_longer_than_it_needs_to_be_known()
    {
        var context = new DefaultHttpContext();
        var body = new MemoryStream();
        context.Response.Body = body;
        await Writer().WriteAsync(context, ErrorCatalogue.Validation.With("There is no such field.", new string('x', 900_000)));
        body.Length.ShouldBeLessThan(1000);
    }

    private static ProblemWriter Writer() => new(Options.Create(new JsonOptions()));
}
