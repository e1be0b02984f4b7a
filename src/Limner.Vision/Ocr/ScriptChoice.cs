namespace Limner.Vision.Ocr;

/// <summary>Whether to believe Tesseract's reading of a line.</summary>
internal static class ScriptChoice
{
    /// <summary>Below this Tesseract guesses: it finds letters in any texture.</summary>
    private const float LeastConfidence = 0.5f;

    /// <summary>
    /// Tesseract's word is taken where it read letters of a script that the built-in recogniser does not know, which can only have misread them.
    /// </summary>
    public static bool IsOfOtherScript(ReadLine tesseract)
    {
        if (tesseract.Text.Length == 0 || tesseract.Confidence < LeastConfidence)
        {
            return false;
        }

        var letters = tesseract.Text.Where(char.IsLetter).ToList();
        return letters.Count > 0 && letters.Count(IsUnknownToNetwork) * 3 >= letters.Count;
    }

    /// <summary>Letters that are in no entry of the built-in dictionary: neither Latin without marks, nor Han or kana.</summary>
    private static bool IsUnknownToNetwork(char letter) => letter > '\u00FF' && letter is not (>= '\u2E80' and <= '\u9FFF') && letter is not (>= '\uF900' and <= '\uFAFF');
}
