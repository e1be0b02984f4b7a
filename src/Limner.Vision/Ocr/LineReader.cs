using Limner.Imaging;
using Limner.Models.Onnx;
using Limner.Models.Store;

namespace Limner.Vision.Ocr;

/// <summary>A line as it was read, with where along the line its words lie.</summary>
/// <param name="Text">Words and the spaces between them.</param>
/// <param name="Confidence">Mean over the characters, 0..1.</param>
internal sealed record ReadLine(string Text, float Confidence, IReadOnlyList<ReadWord> Words)
{
    public static readonly ReadLine Nothing = new("", 0, []);
}

/// <param name="From">Where it begins, as a share of the line's length.</param>
/// <param name="To">Where it ends.</param>
internal readonly record struct ReadWord(string Text, float Confidence, float From, float To);

/// <summary>Reads lines of text: PP-OCRv4's recognition network, <see cref="CtcDecoder"/> and <see cref="WordSplitter"/>.</summary>
internal sealed class LineReader(ModelSessions sessions, ModelStore store)
{
    /// <summary>The network has a step for every so many columns of its input.</summary>
    public const int StepWidth = 8;

    /// <summary>Shorter lines are filled up to this: the network has seen none shorter.</summary>
    private const int LeastWidth = 320;

    /// <summary>Longer lines are squeezed into this, some eighty times as long as they are high.</summary>
    private const int MaximumWidth = 3840;

    private readonly SemaphoreSlim _loading = new(1, 1);
    private CharacterDictionary? _dictionary;

    /// <summary>As many lines as were asked for, in their order.</summary>
    /// <param name="threads">Lines that are read at once.</param>
    public async Task<List<ReadLine>> ReadAsync(PixelBuffer picture, IReadOnlyList<RotatedRect> lines, int threads, CancellationToken cancellation)
    {
        var dictionary = _dictionary ?? await LoadDictionaryAsync(cancellation);
        var read = new ReadLine[lines.Count];
        using var lease = await sessions.LeaseAsync(BuiltInModels.TextRecognition, cancellation);
        ThreadPerTask.For(read.Length, threads, i => read[i] = Read(picture, lines[i], lease, dictionary, cancellation), cancellation);
        return [.. read];
    }

    private static ReadLine Read(PixelBuffer picture, RotatedRect line, ModelLease lease, CharacterDictionary dictionary, CancellationToken cancellation)
    {
        var width = Math.Clamp((int)MathF.Ceiling(LineTensor.Height * line.Width / line.Height), StepWidth, MaximumWidth);
        using var crop = LineCrop.Cut(picture, line, width, LineTensor.Height);

        // A few widths instead of any: the runtime keeps memory for each shape it meets.
        var padded = Math.Max(LeastWidth, (width + 63) / 64 * 64);
        using var input = LineTensor.Of(crop, padded);
        using var output = new PooledTensor(1, padded / StepWidth, dictionary.Classes);
        lease.Run([input.Tensor], [output.Tensor], cancellation);
        var characters = CtcDecoder.Decode(output.Elements, dictionary);
        return WordSplitter.Split(characters, WordGaps.Find(crop), width);
    }

    /// <summary>A step's outputs are as many as the file has entries and two; the manifest's second file is the dictionary.</summary>
    private async Task<CharacterDictionary> LoadDictionaryAsync(CancellationToken cancellation)
    {
        await _loading.WaitAsync(cancellation);
        try
        {
            if (_dictionary is null)
            {
                var model = store.Find(BuiltInModels.TextRecognition);
                var path = await store.VerifyAsync(model, model.Files[1], cancellation);
                _dictionary = CharacterDictionary.Read(await File.ReadAllBytesAsync(path, cancellation), Classes);
            }

            return _dictionary;
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Of PP-OCRv4's Chinese recogniser: 6623 entries, blank and space. The runtime itself refuses a model with another number.</summary>
    internal const int Classes = 6625;
}
