using System.Collections.Concurrent;
using System.Text.Json;
using Limner.Imaging;
using Limner.Imaging.Output;
using Limner.Kernel.Errors;
using Limner.Models.Store;

namespace Limner.Generation.Output;

/// <summary>The picture a model learned from that is nearest to a painted one.</summary>
/// <param name="Number">Of it among all that the model learned from, from 0.</param>
/// <param name="Name">What it shows.</param>
/// <param name="Set">Where it is from.</param>
/// <param name="Distance">Root of the mean square of the differences of both at 32 x 32 pixels; 0 the same, 1 black beside white.</param>
internal sealed record NearestPicture(int Number, string Name, string Set, double Distance);

/// <summary>
/// What models learned from, where they bring it: <c>training/pictures.jpg</c>, small pictures side by side, and <c>training/pictures.json</c>, what they are. A small model learns
/// its pictures nearly by heart; so each that it paints is told with the one it is most like. Thread-safe.
/// </summary>
internal sealed class TrainingPictures(ModelStore store, PictureDecoder decoder)
{
    private const string Sheet = "training/pictures.jpg";
    private const string List = "training/pictures.json";
    private const int LargestSheet = 4096;
    private const int LargestFile = 16 << 20;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    private readonly ConcurrentDictionary<string, (string Files, Known Known)> _known = new(StringComparer.Ordinal);

    /// <summary>Null: the model does not bring what it learned from, or is gone.</summary>
    /// <exception cref="LimnerException"><c>model_load</c>: what it brings is damaged.</exception>
    public async Task<NearestPicture?> FindAsync(string model, PixelBuffer painted, CancellationToken cancellation)
    {
        if (await KnownAsync(model, cancellation) is not { } known)
        {
            return null;
        }

        using var small = PixelScaler.Resize(painted, known.Side, known.Side);
        var pixels = small.Span;
        var (best, least) = (0, long.MaxValue);
        for (var i = 0; i < known.Pictures.Count; i++)
        {
            var sum = 0L;
            var other = known.Tiles.AsSpan(i * pixels.Length, pixels.Length);
            for (var at = 0; at < pixels.Length; at++)
            {
                var difference = pixels[at] - other[at];
                sum += difference * difference;
            }

            (best, least) = sum < least ? (i, sum) : (best, least);
        }

        return new NearestPicture(best, known.Pictures[best].Name, known.Pictures[best].Set, Math.Round(Math.Sqrt((double)least / pixels.Length) / 255, 4));
    }

    /// <summary>One of the pictures as PNG.</summary>
    /// <exception cref="LimnerException"><c>not_found</c>: the model brings none of this number.</exception>
    public async Task<byte[]> PictureAsync(string model, int number, CancellationToken cancellation)
    {
        if (await KnownAsync(model, cancellation) is not { } known || number < 0 || number >= known.Pictures.Count)
        {
            throw new LimnerException(ErrorCatalogue.NotFound, "No such picture.");
        }

        using var tile = new PixelBuffer(known.Side, known.Side);
        var length = tile.Span.Length;
        known.Tiles.AsSpan(number * length, length).CopyTo(tile.Writable.Span);
        return PictureEncoder.Encode(tile, EncodedFormat.Png, EmbeddedMetadata.None);
    }

    private async Task<Known?> KnownAsync(string id, CancellationToken cancellation)
    {
        if (FindModel(id) is not { } model || model.FileAt(Sheet) is not { } sheet || model.FileAt(List) is not { } list)
        {
            return null;
        }

        var files = sheet.Sha256 + list.Sha256;
        if (_known.TryGetValue(id, out var cached) && cached.Files == files)
        {
            return cached.Known;
        }

        var described = await ReadAsync(model, list, cancellation);
        Listed? listed;
        try
        {
            listed = JsonSerializer.Deserialize<Listed>(described, Json);
        }
        catch (JsonException broken)
        {
            throw new LimnerException(ErrorCatalogue.ModelLoad, $"{List} of {id} cannot be read: {broken.Message}", broken);
        }

        using var pixels = decoder.DecodeBounded(await ReadAsync(model, sheet, cancellation), LargestSheet, cancellation);
        var rows = listed is { Columns: > 0 and <= LargestSheet } && listed.Pictures.Count <= LargestSheet && !listed.Pictures.Contains(null!) ? (listed.Pictures.Count + listed.Columns - 1) / listed.Columns : 0;
        if (listed is not { Side: >= 8 and <= 256 } || rows == 0 || pixels.Width < listed.Side * listed.Columns || pixels.Height < listed.Side * rows)
        {
            throw new LimnerException(ErrorCatalogue.ModelLoad, $"{Sheet} of {id} is not what {List} says");
        }

        var known = new Known(listed.Side, listed.Pictures, Cut(pixels, listed));
        _known[id] = (files, known);
        return known;
    }

    /// <summary>Null: it was removed since.</summary>
    private ModelManifest? FindModel(string id)
    {
        try
        {
            return store.Find(id);
        }
        catch (LimnerException gone) when (gone.Failure.Error == ErrorCatalogue.ModelNotFound)
        {
            return null;
        }
    }

    private async Task<byte[]> ReadAsync(ModelManifest model, ModelFile file, CancellationToken cancellation)
        => file.Size <= LargestFile
            ? await File.ReadAllBytesAsync(await store.VerifyAsync(model, file, cancellation), cancellation)
            : throw new LimnerException(ErrorCatalogue.ModelLoad, $"{file.Path} of {model.Id} is larger than {LargestFile} bytes");

    /// <summary>Tile after tile, RGB.</summary>
    private static byte[] Cut(PixelBuffer sheet, Listed listed)
    {
        var row = 3 * listed.Side;
        var tiles = new byte[listed.Pictures.Count * listed.Side * row];
        for (var i = 0; i < listed.Pictures.Count; i++)
        {
            for (var y = 0; y < listed.Side; y++)
            {
                var from = 3 * (((((i / listed.Columns * listed.Side) + y) * sheet.Width) + (i % listed.Columns * listed.Side)));
                sheet.Span.Slice(from, row).CopyTo(tiles.AsSpan(((i * listed.Side) + y) * row));
            }
        }

        return tiles;
    }

    private sealed record Known(int Side, IReadOnlyList<Picture> Pictures, byte[] Tiles);

    private sealed record Listed(int Side, int Columns, List<Picture> Pictures);

    private sealed record Picture(string Name, string Set);
}
