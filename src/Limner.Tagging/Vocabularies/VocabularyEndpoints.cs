using System.Text;
using Limner.Accounts;
using Limner.Jobs;
using Limner.Kernel.Access;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Paging;
using Limner.Kernel.Text;
using Limner.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Vocabularies;

/// <summary>One's vocabulary as a whole.</summary>
/// <param name="Revision">Another after every change.</param>
/// <param name="TagCount">Allowed tags.</param>
/// <param name="SynonymCount">Words that stand for tags.</param>
/// <param name="ForModels">How many of the tags a vision model is given to choose from: the first ones, in the order of the vocabulary.</param>
/// <param name="WaitingImages">Pictures whose tags are still to be made anew after the last change.</param>
internal sealed record VocabularyView(bool FreeTags, long Revision, int TagCount, int SynonymCount, int DeniedCount, int ForModels, int WaitingImages);

internal sealed record VocabularySettingsRequest(bool FreeTags);

/// <param name="Name">1 to 100 characters.</param>
/// <param name="Parent">Name of the tag it stands below; made if there is none.</param>
/// <param name="Synonyms">Up to 50.</param>
internal sealed record VocabularyTagRequest(string? Name, string? Parent, IReadOnlyList<string?>? Synonyms);

internal sealed record SynonymsRequest(IReadOnlyList<string?> Synonyms);

/// <param name="TagIds">1 to 500.</param>
internal sealed record VocabularyRemoveRequest(IReadOnlyList<string?> TagIds);

/// <param name="Names">1 to 500.</param>
internal sealed record VocabularyWordsRequest(IReadOnlyList<string?> Names);

/// <param name="Text">The document, up to 16 MB.</param>
/// <param name="Replace">Whether what it does not say goes out of the vocabulary.</param>
/// <param name="Preview">Only reads it.</param>
internal sealed record VocabularyImportRequest(VocabularyFormat Format, string? Text, bool Replace = false, bool Preview = false);

/// <summary>What a document holds.</summary>
/// <param name="Problems">The first 100 things that were left out, with the reason.</param>
/// <param name="ProblemCount">How many there are in all.</param>
internal sealed record VocabularyImportView(int Tags, int Synonyms, int Denied, IReadOnlyList<VocabularyProblem> Problems, int ProblemCount, VocabularyView Vocabulary);

internal sealed record DeniedWordView(string Name);

internal static class VocabularyEndpoints
{
    private const string ByName = "name_key";

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/vocabulary").WithTags("Vocabulary");
        group.MapGet("", GetAsync).WithName("GetVocabulary").WithSummary("Which tags models may give your pictures");
        group.MapPut("", ChangeAsync).WithName("ChangeVocabulary").WithSummary("Allow or forbid tags that are not in the vocabulary");
        group.MapPost("/tags", AddAsync).WithName("AddVocabularyTag").WithSummary("Allow a tag, with words that stand for it");
        group.MapPut("/tags/{id}/synonyms", SetSynonymsAsync).WithName("SetSynonyms").WithSummary("Say which words stand for a tag of yours");
        group.MapPost("/tags/remove", RemoveAsync).WithName("RemoveVocabularyTags").WithSummary("Take tags out of the vocabulary; they stay tags");
        group.MapGet("/denied", DeniedAsync).WithName("ListDeniedWords").WithSummary("Words that models must not give, by name");
        group.MapPost("/denied", DenyAsync).WithName("DenyWords").WithSummary("Put words onto the deny list");
        group.MapPost("/denied/remove", AllowAsync).WithName("AllowWords").WithSummary("Take words off the deny list");
        group.MapGet("/export", ExportAsync).WithName("ExportVocabulary").WithSummary("The vocabulary as a file").Produces<string>(contentType: "text/plain");
        group.MapPost("/import", ImportAsync).WithName("ImportVocabulary").WithSummary("Take a vocabulary in, or tell what it holds")
            .RequireRateLimiting(RateLimits.Expensive).WithMetadata(new TakesDocuments());
    }

    private static async Task<Ok<VocabularyView>> GetAsync(IDatabase database, ICurrentUser user, CancellationToken cancellation)
        => TypedResults.Ok(await ViewAsync(database, user.Id, cancellation));

    private static async Task<Ok<VocabularyView>> ChangeAsync(VocabularySettingsRequest request, VocabularyEditor editor, IDatabase database, ICurrentUser user, CancellationToken cancellation)
    {
        await editor.SetFreeTagsAsync(user.Id, request.FreeTags, cancellation);
        return TypedResults.Ok(await ViewAsync(database, user.Id, cancellation));
    }

    private static async Task<Ok<VocabularyView>> AddAsync(VocabularyTagRequest request, VocabularyEditor editor, IDatabase database, ICurrentUser user, CancellationToken cancellation)
    {
        var cleaner = new VocabularyCleaner();
        var clean = cleaner.Clean(new VocabularyDocument(null, [new VocabularyEntry(request.Name ?? "", request.Parent, Names(request.Synonyms ?? [], VocabularyLimits.MaxSynonyms, "synonyms"))], []));
        if (clean.Problems is [var problem, ..])
        {
            throw new LimnerException(ErrorCatalogue.Validation.With(problem.Reason, "name"));
        }

        await editor.AddAsync(user.Id, clean, cancellation);
        return TypedResults.Ok(await ViewAsync(database, user.Id, cancellation));
    }

    private static async Task<NoContent> SetSynonymsAsync(string id, SynonymsRequest request, VocabularyEditor editor, ICurrentUser user, CancellationToken cancellation)
    {
        await editor.SetSynonymsAsync(user.Id, ParseId(id), Names(request.Synonyms, VocabularyLimits.MaxSynonyms, "synonyms"), cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<VocabularyView>> RemoveAsync(VocabularyRemoveRequest request, VocabularyEditor editor, IDatabase database, ICurrentUser user, CancellationToken cancellation)
    {
        await editor.RemoveAsync(user.Id, request.TagIds.Select(ParseId).ToHashSet(), cancellation);
        return TypedResults.Ok(await ViewAsync(database, user.Id, cancellation));
    }

    private static async Task<Ok<Page<DeniedWordView>>> DeniedAsync(IDatabase database, ICurrentUser user, string? q, int? limit, string? cursor, CancellationToken cancellation)
    {
        if (!Cursor.TryDecode(cursor, ByName, out var after))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("The cursor belongs to another list.", "cursor"));
        }

        await using var db = database.Read();
        var wanted = TextFolding.Fold(q ?? "").Trim();
        var words = db.Set<VocabularyWordRow>().AsNoTracking().Where(word => word.OwnerId == user.Id && word.TagId == null && (wanted == "" || word.NameKey.Contains(wanted)));
        var total = await words.CountAsync(cancellation);
        var take = PageLimits.Clamp(limit);
        var rows = await words.Where(word => after == null || string.Compare(word.NameKey, after.Key) > 0).OrderBy(word => word.NameKey).Take(take + 1).ToListAsync(cancellation);
        var next = rows.Count > take ? new Cursor(ByName, rows[take - 1].NameKey, 0).Encode() : null;
        return TypedResults.Ok(new Page<DeniedWordView>([.. rows.Take(take).Select(word => new DeniedWordView(word.Name))], next, total));
    }

    private static async Task<Ok<VocabularyView>> DenyAsync(VocabularyWordsRequest request, VocabularyEditor editor, IDatabase database, ICurrentUser user, CancellationToken cancellation)
    {
        await editor.DenyAsync(user.Id, Names(request.Names, Operations.TagOperationPlans.MaxTags, "names"), cancellation);
        return TypedResults.Ok(await ViewAsync(database, user.Id, cancellation));
    }

    private static async Task<Ok<VocabularyView>> AllowAsync(VocabularyWordsRequest request, VocabularyEditor editor, IDatabase database, ICurrentUser user, CancellationToken cancellation)
    {
        await editor.AllowAsync(user.Id, Names(request.Names, Operations.TagOperationPlans.MaxTags, "names"), cancellation);
        return TypedResults.Ok(await ViewAsync(database, user.Id, cancellation));
    }

    private static async Task<FileContentHttpResult> ExportAsync(VocabularyEditor editor, ICurrentUser user, string? format, CancellationToken cancellation)
    {
        var asked = format switch
        {
            null or "text" => VocabularyFormat.Text,
            "csv" => VocabularyFormat.Csv,
            "json" => VocabularyFormat.Json,
            _ => throw new LimnerException(ErrorCatalogue.Validation.With("The format is text, csv or json.", "format")),
        };
        var (type, extension) = asked switch
        {
            VocabularyFormat.Csv => ("text/csv; charset=utf-8", "csv"),
            VocabularyFormat.Json => ("application/json; charset=utf-8", "json"),
            _ => ("text/plain; charset=utf-8", "txt"),
        };
        return TypedResults.File(Encoding.UTF8.GetBytes(VocabularyFormats.Write(asked, await editor.ExportAsync(user.Id, cancellation))), type, $"vocabulary.{extension}");
    }

    private static async Task<Ok<VocabularyImportView>> ImportAsync(VocabularyImportRequest request, VocabularyEditor editor, IDatabase database, ICurrentUser user, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(request.Text))
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("The document is empty.", "text"));
        }

        var cleaner = new VocabularyCleaner();
        var clean = cleaner.Clean(VocabularyFormats.Read(request.Format, request.Text, cleaner));
        if (!request.Preview)
        {
            await editor.ImportAsync(user.Id, clean, request.Replace, cancellation);
        }

        return TypedResults.Ok(new VocabularyImportView(
            clean.Tags.Count, clean.Tags.Sum(tag => tag.Synonyms.Count), clean.Denied.Count, clean.Problems, clean.ProblemCount, await ViewAsync(database, user.Id, cancellation)));
    }

    private static async Task<VocabularyView> ViewAsync(IDatabase database, long userId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var row = await db.Set<VocabularyRow>().AsNoTracking().FirstOrDefaultAsync(vocabulary => vocabulary.OwnerId == userId, cancellation);
        var tags = await db.Set<TagRow>().CountAsync(tag => tag.OwnerId == userId && tag.VocabularyPlace != null, cancellation);
        var words = await db.Set<VocabularyWordRow>().Where(word => word.OwnerId == userId).GroupBy(word => word.TagId == null).Select(group => new { IsDenied = group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.IsDenied, group => group.Count, cancellation);
        var waiting = await db.Set<VocabularyImageRow>().CountAsync(image => image.OwnerId == userId, cancellation);
        return new VocabularyView(
            row?.FreeTags ?? true, row?.Revision ?? 0, tags, words.GetValueOrDefault(false), words.GetValueOrDefault(true), Math.Min(tags, Vocabulary.MaxForModel), waiting);
    }

    private static List<string> Names(IReadOnlyList<string?> names, int most, string field)
        => names.Count <= most ? [.. names.OfType<string>()] : throw new LimnerException(ErrorCatalogue.Validation.With($"At most {most}.", field));

    private static long ParseId(string? text) => PublicId.TryParse(IdPrefixes.Tag, text, out var number) ? number : throw new LimnerException(ErrorCatalogue.NotFound, "No such tag of yours.");

    /// <summary>Whole vocabularies are larger than other requests; escaped as JSON twice their size.</summary>
    private sealed record TakesDocuments : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => VocabularyLimits.MaxBytes;
    }
}
