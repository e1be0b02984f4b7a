using System.Text;
using Limner.Kernel.Errors;

namespace Limner.Vision.Ocr;

/// <summary>
/// What the outputs of the recogniser mean: 0 is the blank of connectionist temporal classification, then the entries of the dictionary file, last the space.
/// </summary>
internal sealed class CharacterDictionary
{
    public const int Blank = 0;

    private readonly string[] _entries;

    private CharacterDictionary(string[] entries) => _entries = entries;

    /// <summary>How many outputs a model with this dictionary has for each step.</summary>
    public int Classes => _entries.Length;

    public string this[int output] => _entries[output];

    /// <summary>The output that stands for a space.</summary>
    public int Space => _entries.Length - 1;

    /// <param name="file">UTF-8, one entry a line; only line ends are cut off, for an entry may itself be a (wide) space.</param>
    /// <param name="classes">What the model has; anything else than the file's entries and two is another model's dictionary.</param>
    /// <exception cref="LimnerException"><c>model_load</c>: it does not fit, or is no UTF-8.</exception>
    public static CharacterDictionary Read(ReadOnlySpan<byte> file, int classes)
    {
        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(file);
        }
        catch (DecoderFallbackException exception)
        {
            throw new LimnerException(ErrorCatalogue.ModelLoad, "The recogniser's dictionary is not UTF-8.", exception);
        }

        var lines = text.Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        if (lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return lines.Count + 2 == classes
            ? new CharacterDictionary(["", .. lines, " "])
            : throw new LimnerException(ErrorCatalogue.ModelLoad, $"The recogniser's dictionary has {lines.Count} entries; with blank and space its model has {classes} outputs.");
    }
}
