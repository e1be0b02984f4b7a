using System.Collections.Concurrent;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Thumbnails;

/// <summary>What a preview is made of.</summary>
/// <param name="Width">Of the upright picture, in pixels.</param>
/// <param name="Height">Of the upright picture, in pixels.</param>
internal sealed record ShownImage(string Sha256, int Width, int Height);

/// <summary>
/// Whether a person sees an image, and which content it has, remembered for a few seconds: a gallery asks for hundreds of thumbnails at once. Any
/// write to the database, of whatever kind, ends what is remembered, so nobody has to know which writes change what people see. What another process
/// writes (the command line) counts at the end of the few seconds, as with sessions. That somebody does not see an image is not remembered.
/// </summary>
internal sealed class ShownImages(IDatabase database, Visibility visibility, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);
    private const int MaxRemembered = 20_000;

    private readonly ConcurrentDictionary<(long UserId, long ImageId), Remembered> _remembered = new();
    private int _count;

    /// <returns>Null when the person does not see it.</returns>
    public ValueTask<ShownImage?> FindAsync(long userId, long imageId, CancellationToken cancellation)
        => _remembered.TryGetValue((userId, imageId), out var known) && known.Version == database.Version && clock.GetElapsedTime(known.At) < Lifetime
            ? ValueTask.FromResult<ShownImage?>(known.Image)
            : new ValueTask<ShownImage?>(AskAsync(userId, imageId, cancellation));

    private async Task<ShownImage?> AskAsync(long userId, long imageId, CancellationToken cancellation)
    {
        // Both are taken before the question: an answer from before a write is never kept as one from after it.
        var (version, at) = (database.Version, clock.GetTimestamp());
        await using var db = database.Read();
        var image = await visibility.VisibleTo(db, userId)
            .Where(image => image.Id == imageId)
            .Join(db.Set<ContentRow>(), image => image.ContentId, content => content.Id, (_, content) => new ShownImage(content.Sha256, content.Width, content.Height))
            .FirstOrDefaultAsync(cancellation);
        if (image is not null)
        {
            Remember((userId, imageId), new Remembered(image, version, at));
        }

        return image;
    }

    private void Remember((long UserId, long ImageId) key, Remembered remembered)
    {
        // Counted here: the dictionary's own count takes all of its locks.
        if (Interlocked.Increment(ref _count) > MaxRemembered)
        {
            _remembered.Clear();
            Interlocked.Exchange(ref _count, 1);
        }

        _remembered[key] = remembered;
    }

    private sealed record Remembered(ShownImage Image, long Version, long At);
}
