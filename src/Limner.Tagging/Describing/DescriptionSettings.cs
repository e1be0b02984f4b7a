using System.Globalization;
using System.Text.Json;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Models.Remote;
using Limner.Storage;
using Limner.Tagging.Prompts;
using Microsoft.EntityFrameworkCore;

namespace Limner.Tagging.Describing;

/// <summary>What somebody wants to be done by itself, and with what.</summary>
/// <param name="Model">Left out: the one that the server's settings choose.</param>
/// <param name="PromptId">Left out: the one that comes with the install.</param>
/// <param name="OnScan">Whether new and changed pictures are described as they are found.</param>
/// <param name="DailyAt"><c>HH:mm</c> by the server's clock: then all that lack a description are described; left out: not daily.</param>
/// <param name="FolderIds">Only pictures with a file in one of these folders of one's own; left out: of all.</param>
public sealed record DescriptionSettingsView(string? Model, string? PromptId, bool OnScan, string? DailyAt, IReadOnlyList<string>? FolderIds);

/// <summary>Keeps what people have set, and knows without asking the database whose pictures are described as they are found.</summary>
internal sealed class DescriptionSettings(IDatabase database, TimeProvider clock)
{
    private const int MaxFolders = 1000;
    private const string Time = "HH:mm";
    private volatile HashSet<long>? _onScan;

    public async Task<DescriptionSettingsView> FindAsync(long userId, CancellationToken cancellation)
    {
        await using var db = database.Read();
        var row = await db.Set<DescriptionSettingsRow>().FirstOrDefaultAsync(settings => settings.UserId == userId, cancellation);
        return row is null
            ? new DescriptionSettingsView(null, null, false, null, null)
            : new DescriptionSettingsView(
                row.Model,
                row.PromptId is { } prompt ? PublicId.Format(IdPrefixes.Prompt, prompt) : null,
                row.OnScan,
                row.DailyAt is { } minutes ? TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(minutes)).ToString(Time, CultureInfo.InvariantCulture) : null,
                FoldersOf(row)?.Select(id => PublicId.Format(IdPrefixes.Folder, id)).ToList());
    }

    /// <exception cref="LimnerException"><c>validation</c>; <c>not_found</c>: no such prompt, or a folder that is not one's own.</exception>
    public async Task ChangeAsync(long userId, DescriptionSettingsView settings, CancellationToken cancellation)
    {
        var model = settings.Model is { } name ? RemoteModelName.Parse(name, "model").ToString() : null;
        long? promptId = settings.PromptId is { } prompt ? DescriptionChoice.ParsePrompt(prompt) : null;
        int? dailyAt = settings.DailyAt is not { } text ? null
            : TimeOnly.TryParseExact(text, Time, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? (time.Hour * 60) + time.Minute
            : throw new LimnerException(ErrorCatalogue.Validation.With("A time of day as HH:mm.", "daily_at"));
        if (settings.FolderIds is { Count: > MaxFolders })
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"At most {MaxFolders} folders.", "folder_ids"));
        }

        var folders = settings.FolderIds?.Select(id => PublicId.TryParse(IdPrefixes.Folder, id, out var number) ? number : throw NoFolder()).Distinct().ToList();
        await database.WriteAsync(
            async (db, token) =>
            {
                if (promptId is not null && !await PromptLibrary.VisibleTo(db, userId).AnyAsync(row => row.Id == promptId, token))
                {
                    throw DescriptionChoice.NoPrompt();
                }

                if (folders is not null && await db.Set<FolderRow>().CountAsync(folder => folder.OwnerId == userId && EF.Parameter(folders).Contains(folder.Id), token) != folders.Count)
                {
                    throw NoFolder();
                }

                var row = await db.Set<DescriptionSettingsRow>().AsTracking().FirstOrDefaultAsync(found => found.UserId == userId, token);
                var now = clock.GetUtcNow();
                if (row is null)
                {
                    row = new DescriptionSettingsRow { UserId = userId };
                    db.Add(row);
                }

                // A time that has passed today is meant for tomorrow.
                row.LookedAt = dailyAt == row.DailyAt ? row.LookedAt : now;
                (row.Model, row.PromptId, row.OnScan, row.DailyAt, row.UpdatedAt) = (model, promptId, settings.OnScan, dailyAt, now);
                row.FolderIds = folders is null ? null : JsonSerializer.Serialize(folders);
                await db.SaveChangesAsync(token);
                db.AfterCommit(() => _onScan = null);
            },
            cancellation);
    }

    public static IReadOnlyList<long>? FoldersOf(DescriptionSettingsRow row) => row.FolderIds is { } json ? JsonSerializer.Deserialize<long[]>(json) : null;

    /// <summary>Whose new pictures are described; read once, until somebody changes it.</summary>
    public async ValueTask<IReadOnlySet<long>> OnScanAsync(LimnerDb db, CancellationToken cancellation)
    {
        if (_onScan is { } known)
        {
            return known;
        }

        var read = await db.Set<DescriptionSettingsRow>().Where(row => row.OnScan).Select(row => row.UserId).ToHashSetAsync(cancellation);
        _onScan = read;
        return read;
    }

    private static LimnerException NoFolder() => new(ErrorCatalogue.NotFound, "One of the folders is not among yours.");
}
