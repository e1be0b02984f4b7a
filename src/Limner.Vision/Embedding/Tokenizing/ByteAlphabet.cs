using System.Text;

namespace Limner.Vision.Embedding.Tokenizing;

/// <summary>
/// The 256 visible characters by which byte-level tokenizers write bytes: printable Latin-1 stands for itself, the other 68 bytes for the characters from
/// U+0100 on, in their order (<c>bytes_to_unicode</c> of OpenAI's GPT-2 encoder).
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = Make();

    /// <summary>A text's UTF-8 bytes, a character each.</summary>
    public static string Spell(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return string.Create(bytes.Length, bytes, (span, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                span[i] = Characters[source[i]];
            }
        });
    }

    private static char[] Make()
    {
        var characters = new char[256];
        var next = 256;
        for (var value = 0; value < 256; value++)
        {
            characters[value] = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)value : (char)next++;
        }

        return characters;
    }
}
