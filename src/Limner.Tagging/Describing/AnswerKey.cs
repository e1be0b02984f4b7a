using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Limner.Tagging.Describing;

/// <summary>
/// What an answer was given to, beside the content: asked once, it is not asked again. In it is what decides how every picture is asked: model, version of
/// the prompt (its text and language), size of the picture, words to choose from. Not in it is what differs from picture to picture and may change without the
/// picture changing (its tags, place, date, name): an answer changes tags, and would otherwise make itself out of date (docs/decisions/0019).
/// </summary>
/// <param name="Parameters">16 hexadecimal digits.</param>
internal sealed record AnswerKey(long OwnerId, string Model, long PromptVersionId, string Parameters)
{
    /// <summary>Of the schema and the words around the prompt; raise it with them.</summary>
    private const int Form = 1;

    public static AnswerKey Of(long ownerId, string model, long promptVersionId, int pictureSide, Vocabulary vocabulary)
        => new(ownerId, model, promptVersionId, Hash(string.Join('\n', [Form.ToString(CultureInfo.InvariantCulture), pictureSide.ToString(CultureInfo.InvariantCulture), .. PictureQuestion.Choices(vocabulary)])));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
