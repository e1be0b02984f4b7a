using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Text;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Prompts;

/// <summary>A prompt as the API shows it.</summary>
/// <param name="Id"><c>prm_…</c></param>
/// <param name="BuiltIn">It comes with the install and cannot be changed; save it under another name.</param>
/// <param name="Version">The latest.</param>
public sealed record PromptView(string Id, string Name, bool BuiltIn, int Version, string Text, string Language, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <param name="Number">1, 2, ...</param>
/// <param name="AnswerCount">Answers of models that were given to it.</param>
public sealed record PromptVersionView(int Number, string Text, string Language, DateTimeOffset CreatedAt, int AnswerCount);

/// <summary>A prompt with all its wordings, the latest first.</summary>
public sealed record PromptHistoryView(PromptView Prompt, IReadOnlyList<PromptVersionView> Versions);

/// <param name="Text">1 to 8,000 characters with the variables {existing_tags}, {place}, {date}, {file_name} and {language}.</param>
/// <param name="Language">Of the answers, in words: English, 한국어.</param>
public sealed record PromptRequest(string Name, string Text, string Language);

/// <summary>Everybody's own prompts, and the one that comes with the install.</summary>
internal sealed class PromptLibrary(IDatabase database, TimeProvider clock)
{
    /// <summary>Id of the prompt that comes with the install.</summary>
    public const long Standard = 1;

    private const int MaxName = 100;
    private const int MaxPrompts = 200;
    private const int MaxVersions = 1000;

    public static IQueryable<PromptRow> VisibleTo(LimnerDb db, long userId)
        => db.Set<PromptRow>().AsNoTracking().Where(prompt => (prompt.OwnerId == null || prompt.OwnerId == userId) && prompt.RemovedAt == null);

    /// <summary>At most <see cref="MaxPrompts"/> and one.</summary>
    public async Task<IReadOnlyList<PromptView>> ListAsync(long userId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        return await ViewsAsync(db, VisibleTo(db, userId), cancellation);
    }

    /// <exception cref="LimnerException"><c>not_found</c></exception>
    public async Task<PromptHistoryView> FindAsync(long userId, long promptId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var prompt = (await ViewsAsync(db, VisibleTo(db, userId).Where(row => row.Id == promptId), cancellation)).SingleOrDefault() ?? throw Describing.DescriptionChoice.NoPrompt();
        var versions = await db.Set<PromptVersionRow>().Where(version => version.PromptId == promptId).OrderByDescending(version => version.Number)
            .Select(version => new PromptVersionView(
                version.Number,
                version.Text,
                version.Language,
                version.CreatedAt,
                db.Set<Describing.ModelAnswerRow>().Count(answer => answer.PromptVersionId == version.Id && answer.OwnerId == userId)))
            .ToListAsync(cancellation);
        return new PromptHistoryView(prompt, versions);
    }

    /// <exception cref="LimnerException"><c>validation</c>; <c>conflict</c>: too many.</exception>
    public Task<PromptView> AddAsync(long userId, PromptRequest request, CancellationToken cancellation)
    {
        var (name, text, language) = Check(request);
        return database.WriteAsync(
            async (db, token) =>
            {
                if (await db.Set<PromptRow>().CountAsync(prompt => prompt.OwnerId == userId && prompt.RemovedAt == null, token) >= MaxPrompts)
                {
                    throw new LimnerException(ErrorCatalogue.Conflict, $"At most {MaxPrompts} prompts; remove some first.");
                }

                var now = clock.GetUtcNow();
                var row = new PromptRow { OwnerId = userId, Name = name, CreatedAt = now, UpdatedAt = now };
                db.Add(row);
                await db.SaveChangesAsync(token);
                db.Add(new PromptVersionRow { PromptId = row.Id, Number = 1, Text = text, Language = language, CreatedAt = now });
                await db.SaveChangesAsync(token);
                return (await ViewsAsync(db, VisibleTo(db, userId).Where(prompt => prompt.Id == row.Id), token))[0];
            },
            cancellation);
    }

    /// <summary>Other words are another version; another name alone is not. Words that it had before make that version the latest again, so that what was answered to them counts.</summary>
    /// <exception cref="LimnerException"><c>validation</c>; <c>not_found</c>; <c>conflict</c>: it comes with the install, or has too many versions.</exception>
    public Task<PromptView> ChangeAsync(long userId, long promptId, PromptRequest request, CancellationToken cancellation)
    {
        var (name, text, language) = Check(request);
        return database.WriteAsync(
            async (db, token) =>
            {
                var row = await OwnAsync(db, userId, promptId, token);
                var latest = await db.Set<PromptVersionRow>().AsNoTracking().Where(version => version.PromptId == promptId).OrderByDescending(version => version.Number).FirstAsync(token);
                var now = clock.GetUtcNow();
                if (latest.Text != text || latest.Language != language)
                {
                    if (latest.Number >= MaxVersions)
                    {
                        throw new LimnerException(ErrorCatalogue.Conflict, $"At most {MaxVersions} versions; save it under another name.");
                    }

                    var number = latest.Number + 1;
                    if (await db.Set<PromptVersionRow>().Where(version => version.PromptId == promptId && version.Text == text && version.Language == language)
                        .ExecuteUpdateAsync(set => set.SetProperty(version => version.Number, number), token) == 0)
                    {
                        db.Add(new PromptVersionRow { PromptId = promptId, Number = number, Text = text, Language = language, CreatedAt = now });
                    }
                }

                (row.Name, row.UpdatedAt) = (name, now);
                await db.SaveChangesAsync(token);
                return (await ViewsAsync(db, VisibleTo(db, userId).Where(prompt => prompt.Id == promptId), token))[0];
            },
            cancellation);
    }

    /// <summary>What was answered to it stays, and runs that use it go on.</summary>
    /// <exception cref="LimnerException"><c>not_found</c>; <c>conflict</c>: it comes with the install.</exception>
    public Task RemoveAsync(long userId, long promptId, CancellationToken cancellation)
        => database.WriteAsync(
            async (db, token) =>
            {
                (await OwnAsync(db, userId, promptId, token)).RemovedAt = clock.GetUtcNow();
                await db.SaveChangesAsync(token);
            },
            cancellation);

    private static async Task<PromptRow> OwnAsync(LimnerDb db, long userId, long promptId, CancellationToken cancellation)
    {
        var row = await VisibleTo(db, userId).AsTracking().FirstOrDefaultAsync(prompt => prompt.Id == promptId, cancellation) ?? throw Describing.DescriptionChoice.NoPrompt();
        return row.OwnerId == userId ? row : throw new LimnerException(ErrorCatalogue.Conflict, "It comes with the install; save it under another name.");
    }

    private static (string Name, string Text, string Language) Check(PromptRequest request)
        => (PlainText.Check(request.Name, MaxName, "name"), PromptTemplate.Check(request.Text, "text"), PromptTemplate.CheckLanguage(request.Language, "language"));

    private static async Task<IReadOnlyList<PromptView>> ViewsAsync(LimnerDb db, IQueryable<PromptRow> prompts, CancellationToken cancellation)
    {
        var rows = await prompts.OrderBy(prompt => prompt.OwnerId != null).ThenBy(prompt => prompt.Name).ThenBy(prompt => prompt.Id)
            .Select(prompt => new { prompt, version = db.Set<PromptVersionRow>().Where(version => version.PromptId == prompt.Id).OrderByDescending(version => version.Number).First() })
            .AsNoTracking().ToListAsync(cancellation);
        return
        [
            .. rows.Select(row => new PromptView(
                PublicId.Format(IdPrefixes.Prompt, row.prompt.Id), row.prompt.Name, row.prompt.OwnerId is null, row.version.Number, row.version.Text, row.version.Language, row.prompt.CreatedAt,
                row.prompt.UpdatedAt)),
        ];
    }
}
