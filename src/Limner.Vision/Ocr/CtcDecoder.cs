using System.Numerics;
using System.Runtime.InteropServices;

namespace Limner.Vision.Ocr;

/// <summary>A character that was read.</summary>
/// <param name="Text">An entry of the dictionary: one character, rarely more.</param>
/// <param name="Confidence">0..1.</param>
/// <param name="Position">Where along the line, in steps of the network: the middle of the run that gave it.</param>
internal readonly record struct ReadCharacter(string Text, float Confidence, float Position);

/// <summary>Greedy decoding of connectionist temporal classification (Graves et al., 2006): the best output of each step, repetitions once, blanks gone.</summary>
internal static class CtcDecoder
{
    /// <param name="steps">Probabilities, one row of <see cref="CharacterDictionary.Classes"/> for each step.</param>
    public static List<ReadCharacter> Decode(ReadOnlySpan<float> steps, CharacterDictionary dictionary)
    {
        var characters = new List<ReadCharacter>();
        var classes = dictionary.Classes;
        var previous = CharacterDictionary.Blank;
        var first = 0;
        var best = 0f;
        var count = steps.Length / classes;
        for (var step = 0; step <= count; step++)
        {
            var row = step < count ? steps.Slice(step * classes, classes) : default;
            var output = row.IsEmpty ? CharacterDictionary.Blank : IndexOfMax(row);
            if (output == previous && step < count)
            {
                best = output == CharacterDictionary.Blank ? best : MathF.Max(best, row[output]);
                continue;
            }

            if (previous != CharacterDictionary.Blank)
            {
                characters.Add(new ReadCharacter(dictionary[previous], best, (first + step - 1) / 2f));
            }

            (previous, first, best) = (output, step, row.IsEmpty ? 0 : row[output]);
        }

        return characters;
    }

    /// <summary>The first of the largest. A row has thousands of outputs, so it is gone over in vectors.</summary>
    private static int IndexOfMax(ReadOnlySpan<float> row)
    {
        var largest = new Vector<float>(float.MinValue);
        foreach (var vector in MemoryMarshal.Cast<float, Vector<float>>(row))
        {
            largest = Vector.Max(largest, vector);
        }

        var maximum = float.MinValue;
        for (var i = 0; i < Vector<float>.Count; i++)
        {
            maximum = MathF.Max(maximum, largest[i]);
        }

        foreach (var value in row[(row.Length / Vector<float>.Count * Vector<float>.Count)..])
        {
            maximum = MathF.Max(maximum, value);
        }

        return Math.Max(0, row.IndexOf(maximum));
    }
}
