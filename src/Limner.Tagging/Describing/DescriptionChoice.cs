using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Models.Remote;
using Limner.Storage;
using Limner.Tagging.Prompts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Limner.Tagging.Describing;

/// <summary>Which model and which wording somebody means, where they say so and where they do not.</summary>
internal sealed class DescriptionChoice(RemoteModels models, IVocabulary vocabularies, IOptionsMonitor<TaggingOptions> options)
{
    /// <exception cref="LimnerException"><c>validation</c>; <c>not_found</c>: no such prompt; <c>model_not_configured</c>.</exception>
    public async Task<(RemoteModelName Model, PromptVersionRow Version, AnswerKey Key)> FindAsync(LimnerDb db, long userId, string? model, string? promptId, CancellationToken cancellation)
    {
        var settings = await db.Set<DescriptionSettingsRow>().AsNoTracking().FirstOrDefaultAsync(row => row.UserId == userId, cancellation);
        var chosen = (model ?? settings?.Model) is { } text
            ? RemoteModelName.Parse(text, "model")
            : models.Default ?? throw new LimnerException(ErrorCatalogue.ModelNotConfigured);
        if (!models.IsConfigured(chosen.Kind))
        {
            throw new LimnerException(ErrorCatalogue.ModelNotConfigured, $"{RemoteModelName.PrefixOf(chosen.Kind)}.server is empty.");
        }

        var version = await VersionAsync(db, userId, promptId is null ? settings?.PromptId : ParsePrompt(promptId), promptId is null, cancellation);
        var vocabulary = await vocabularies.OfAsync(db, userId, cancellation);
        return (chosen, version, AnswerKey.Of(userId, chosen.ToString(), version.Id, options.CurrentValue.ModelPictureSide, vocabulary));
    }

    public static long ParsePrompt(string id) => PublicId.TryParse(IdPrefixes.Prompt, id, out var number) ? number : throw NoPrompt();

    public static LimnerException NoPrompt() => new(ErrorCatalogue.NotFound, "No such prompt.");

    /// <param name="isUnasked">Nobody named it: one that was removed since gives way to the one that comes with the install.</param>
    private static async Task<PromptVersionRow> VersionAsync(LimnerDb db, long userId, long? promptId, bool isUnasked, CancellationToken cancellation)
    {
        var id = promptId ?? PromptLibrary.Standard;
        var version = await LatestAsync(db, userId, id, cancellation);
        return version ?? (isUnasked ? await LatestAsync(db, userId, PromptLibrary.Standard, cancellation) : null) ?? throw NoPrompt();
    }

    private static Task<PromptVersionRow?> LatestAsync(LimnerDb db, long userId, long promptId, CancellationToken cancellation)
        => PromptLibrary.VisibleTo(db, userId).Where(prompt => prompt.Id == promptId)
            .Join(db.Set<PromptVersionRow>().AsNoTracking(), prompt => prompt.Id, version => version.PromptId, (prompt, version) => version)
            .OrderByDescending(version => version.Number)
            .FirstOrDefaultAsync(cancellation);
}
