#pragma warning disable MEAI001 // IImageGenerator is for evaluation still.
using Limner.Imaging;
using Limner.Kernel.Errors;
using Limner.Models.Remote;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Limner.Generation.Queue;

/// <summary>
/// Has pictures painted by another server. What it sends is held against the same limits as any file from outside, and is made the size that was asked for, which
/// such servers take for a wish.
/// </summary>
internal sealed class RemotePainter(RemoteModels models, PictureDecoder decoder, IOptionsMonitor<GenerationOptions> options, TimeProvider clock) : IPainter
{
    public async Task<Painted> PaintAsync(GenerationRow row, RunningPainting painting, CancellationToken cancellation)
    {
        if (!options.CurrentValue.RemoteModelNames.Contains(row.Model, StringComparer.Ordinal))
        {
            throw new LimnerException(ErrorCatalogue.ModelNotFound, $"{row.Model} is none of generation.remote_models.");
        }

        painting.Report(new GenerationProgress(GenerationStage.Sampling, 0, 0, 1));
        var began = clock.GetTimestamp();
        using var generator = models.CreateImageGenerator(RemoteModelName.Parse(row.Model, "model"));
        var response = await generator.GenerateAsync(
            new ImageGenerationRequest(row.Prompt), new ImageGenerationOptions { Count = row.NumImages, ImageSize = new System.Drawing.Size(row.Width, row.Height) }, cancellation);
        var sampling = clock.GetElapsedTime(began).TotalSeconds;
        painting.Report(new GenerationProgress(GenerationStage.Decoding, 0, 1, 1));
        began = clock.GetTimestamp();
        var (drawn, pictures) = (default((int Width, int Height)), new List<PaintedPicture>(row.NumImages));
        try
        {
            foreach (var content in response.Contents.OfType<DataContent>().Take(row.NumImages))
            {
                using var sent = decoder.DecodeBounded(content.Data, options.CurrentValue.MaxSide, cancellation);
                drawn = (sent.Width, sent.Height);
                pictures.Add(new PaintedPicture(PixelScaler.Resize(sent, row.Width, row.Height), row.Seed + pictures.Count));
            }
        }
        catch
        {
            pictures.ForEach(picture => picture.Pixels.Dispose());
            throw;
        }

        return new Painted(pictures, drawn.Width, drawn.Height, null, Evaluations: 1, null, new StageSeconds(0, 0, sampling, clock.GetElapsedTime(began).TotalSeconds, 0));
    }
}
