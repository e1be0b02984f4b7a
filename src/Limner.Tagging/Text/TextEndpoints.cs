using System.Text.Json;
using Limner.Accounts;
using Limner.Jobs;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Text;

internal static class TextEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/images/{id}/text").WithTags("Text in pictures");
        group.MapGet("/", GetAsync).WithName("GetImageText").WithSummary("The text in a picture, line by line, with where it stands");
        group.MapPost("/", ReadAsync).WithName("ReadImageText").WithSummary("Read the text of a picture now, whether or not it was believed to carry any")
            .RequireRateLimiting(RateLimits.Expensive);
    }

    private static async Task<Ok<ImageTextView>> GetAsync(string id, IDatabase database, Visibility visibility, ICurrentUser user, CancellationToken cancellation)
    {
        var imageId = ParseId(id);
        await using var db = database.Read();
        var contentId = await visibility.NamedBy(db, user.Id, imageId).Select(image => (long?)image.ContentId).SingleOrDefaultAsync(cancellation)
            ?? throw new LimnerException(ErrorCatalogue.NotFound);
        var text = await db.Set<ContentTextRow>().FirstOrDefaultAsync(row => row.ContentId == contentId, cancellation);
        if (text is null)
        {
            return TypedResults.Ok(new ImageTextView(TextState.None, null, null, null, []));
        }

        var lines = await db.Set<TextLineRow>().Where(row => row.ContentId == contentId).OrderBy(row => row.Position).ToListAsync(cancellation);
        var problem = text.ErrorCode is null ? null : new TextProblemView(text.ErrorCode, text.ErrorDetail);
        return TypedResults.Ok(new ImageTextView(text.State, text.Score, text.ReadAt, problem, [.. lines.Select(View)]));
    }

    private static async Task<Accepted<JobView>> ReadAsync(string id, IDatabase database, Visibility visibility, IJobQueue jobs, ICurrentUser user, CancellationToken cancellation)
    {
        var imageId = ParseId(id);
        var job = await database.WriteAsync(
            async (db, token) =>
            {
                await visibility.RequireEditableAsync(db, user.Id, imageId, token);
                var contentId = await visibility.VisibleTo(db, user.Id).Where(image => image.Id == imageId).Select(image => image.ContentId).SingleAsync(token);

                // Waiting until it is read, so that a restart does not lose what somebody asked for; what was read before is shown until then.
                await db.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO content_texts (content_id, state) VALUES ({contentId}, 'pending')
                    ON CONFLICT (content_id) DO UPDATE SET state = 'pending', attempts = 0, error_code = NULL, error_detail = NULL
                    """,
                    token);
                return (await jobs.FindAsync(db, await jobs.EnqueueAsync(db, ReadTextJob.ForImage(user.Id, imageId, contentId), token), token))!;
            },
            cancellation);
        return TypedResults.Accepted($"/api/v1/jobs/{job.Id}", job);
    }

    private static TextLineView View(TextLineRow row)
    {
        using var words = JsonDocument.Parse(row.Words);
        return new TextLineView(
            row.Text,
            row.Confidence,
            row.Engine,
            JsonSerializer.Deserialize<double[]>(row.Quad)!,
            [.. words.RootElement.EnumerateArray().Select(word => new TextWordView(word[0].GetString()!, word[1].GetDouble(), word[2].Deserialize<double[]>()!))]);
    }

    private static long ParseId(string text)
        => PublicId.TryParse(IdPrefixes.Image, text, out var number) ? number : throw new LimnerException(ErrorCatalogue.NotFound);
}

/// <summary>The text of one picture.</summary>
/// <param name="Score">What the gate gave it, 0..1: how likely it carries text.</param>
/// <param name="Problem">Why it could not be read, or what of it could not.</param>
/// <param name="Items">The lines in reading order.</param>
internal sealed record ImageTextView(TextState State, double? Score, DateTimeOffset? ReadAt, TextProblemView? Problem, IReadOnlyList<TextLineView> Items);

/// <param name="Code">Of the catalogue of errors.</param>
internal sealed record TextProblemView(string Code, string? Detail);

/// <summary>A line of text.</summary>
/// <param name="Confidence">0..1.</param>
/// <param name="Engine">What read it: <c>paddleocr</c> or <c>tesseract</c>.</param>
/// <param name="Quad">Eight shares of the upright picture's width and height: x and y of the corners in the direction of reading, from the upper left.</param>
internal sealed record TextLineView(string Text, double Confidence, string Engine, double[] Quad, IReadOnlyList<TextWordView> Words);

/// <inheritdoc cref="TextLineView"/>
internal sealed record TextWordView(string Text, double Confidence, double[] Quad);
