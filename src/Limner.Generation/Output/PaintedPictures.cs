using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Limner.Generation.Queue;
using Limner.Imaging;
using Limner.Imaging.Output;
using Limner.Kernel.Errors;
using Microsoft.Extensions.Logging;

namespace Limner.Generation.Output;

/// <summary>Makes files of what was painted, with what made it written into them.</summary>
internal sealed class PaintedPictures(GenerationFiles files, TrainingPictures training, ILogger<PaintedPictures> logger)
{
    /// <summary>The files are on the disk when this returns; their rows are the caller's to write.</summary>
    /// <exception cref="LimnerException"><c>storage_full</c>.</exception>
    public async Task<IReadOnlyList<GenerationImageRow>> SaveAsync(GenerationRow row, Painted painted, CancellationToken cancellation)
    {
        var format = FormatOf(row.Format);
        files.RequireSpace(painted.Pictures.Sum(picture => (long)picture.Pixels.Span.Length));
        var images = new List<GenerationImageRow>(painted.Pictures.Count);
        foreach (var picture in painted.Pictures)
        {
            cancellation.ThrowIfCancellationRequested();
            var file = PictureEncoder.Encode(picture.Pixels, format, PaintingParameters.Of(row, painted, picture.Seed, format));
            var nearest = row.IsRemote ? null : await NearestAsync(row.Model, picture.Pixels, cancellation);
            var number = images.Count;
            await files.WriteAsync(row.Directory, NameOf(number, row.Format), file, cancellation);
            images.Add(new GenerationImageRow
            {
                GenerationId = row.Id,
                Number = number,
                Seed = picture.Seed,
                MediaType = PictureEncoder.MediaTypeOf(format),
                Bytes = file.Length,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(file)),
                Nearest = nearest is null ? null : JsonSerializer.Serialize(nearest),
            });
        }

        return images;
    }

    /// <summary>What is painted is not lost to what its model says of its training: where that is damaged, nothing is told.</summary>
    private async Task<NearestPicture?> NearestAsync(string model, PixelBuffer painted, CancellationToken cancellation)
    {
        try
        {
            return await training.FindAsync(model, painted, cancellation);
        }
        catch (Exception damaged) when (damaged is not OperationCanceledException)
        {
            Log.TrainingPicturesUnreadable(logger, model, damaged.Message);
            return null;
        }
    }

    public static string NameOf(int number, string format) => string.Create(CultureInfo.InvariantCulture, $"{number}.{(format == "jpeg" ? "jpg" : format)}");

    /// <summary>Null: there is no such format.</summary>
    public static EncodedFormat? TryFormatOf(string format) => format switch
    {
        "png" => EncodedFormat.Png,
        "jpeg" => EncodedFormat.Jpeg,
        "webp" => EncodedFormat.Webp,
        _ => null,
    };

    private static EncodedFormat FormatOf(string format) => TryFormatOf(format) ?? throw new InvalidOperationException($"The database names the format {format}.");
}
