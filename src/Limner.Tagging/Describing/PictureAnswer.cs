using System.Text.Json;
using Limner.Kernel.Errors;
using Limner.Kernel.Text;
using Limner.Library;

namespace Limner.Tagging.Describing;

/// <summary>What a model said of a picture, checked and cut to size: data, whatever it reads like.</summary>
/// <param name="Caption">One line of at most <see cref="ModelDescriptions.MaxLength"/> characters; null: it said none.</param>
/// <param name="Tags">Each once, the surest first; at most <see cref="MaxTags"/>.</param>
internal sealed record PictureAnswer(string? Caption, IReadOnlyList<SuggestedTag> Tags)
{
    /// <summary>Tags of one answer that are kept.</summary>
    public const int MaxTags = 30;

    /// <summary>How sure a model counts as that says a word and not how sure it is.</summary>
    public const double Unsaid = 0.5;

    private static readonly JsonReaderOptions Tolerant = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 16 };

    /// <summary>
    /// Reads an answer as models write them: with a fence or text around the object, trailing commas, tags as plain words, confidence in percent. Of more tags than
    /// are kept, those beyond may be cut off.
    /// </summary>
    /// <param name="isCut">The answer did not end by itself.</param>
    /// <exception cref="LimnerException">
    /// <c>answer_not_json</c> (prose, HTML), <c>answer_cut_off</c>, <c>answer_too_long</c>, <c>answer_schema</c> (other fields, or nothing in them).
    /// </exception>
    public static PictureAnswer Parse(string text, bool isCut)
    {
        var start = text.IndexOf('{', StringComparison.Ordinal);
        if (start < 0 || text.AsSpan().TrimStart().StartsWith("<"))
        {
            throw new LimnerException(ErrorCatalogue.AnswerNotJson, Beginning(text));
        }

        var json = System.Text.Encoding.UTF8.GetBytes(text[start..]);
        var reading = new Reading();
        try
        {
            // Not a final block: what follows the object is not looked at, and a missing end is told from a wrong one.
            var reader = new Utf8JsonReader(json, isFinalBlock: false, new JsonReaderState(Tolerant));
            reading.Read(ref reader);
        }
        catch (JsonException exception)
        {
            throw new LimnerException(ErrorCatalogue.AnswerNotJson, Beginning(text), exception);
        }

        if (!reading.IsWhole && !(isCut && reading.HasMoreThanEnough))
        {
            throw new LimnerException(isCut && text.Length > ModelDescriptions.MaxLength * 10 ? ErrorCatalogue.AnswerTooLong : ErrorCatalogue.AnswerCutOff, Beginning(text));
        }

        return reading.Answer is { } answer && (answer.Caption is not null || answer.Tags.Count > 0) ? answer : throw new LimnerException(ErrorCatalogue.AnswerSchema, Beginning(text));
    }

    private static string? Beginning(string text) => PlainText.Scrub(text, 80, linesAllowed: false);

    /// <summary>Goes through the object token by token, so that a hundred thousand tags cost no memory.</summary>
    private sealed class Reading
    {
        private readonly Dictionary<string, SuggestedTag> _tags = [];
        private string? _caption;
        private bool _hasTags;

        public bool IsWhole { get; private set; }

        public bool HasMoreThanEnough => _tags.Count >= MaxTags;

        /// <summary>Null where neither field was there.</summary>
        public PictureAnswer? Answer => _caption is null && !_hasTags ? null : new PictureAnswer(_caption, [.. _tags.Values.OrderByDescending(tag => tag.Confidence)]);

        public void Read(ref Utf8JsonReader reader)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException();
            }

            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.EndObject)
                {
                    IsWhole = true;
                    return;
                }

                var name = reader.GetString();
                if (!reader.Read() || !(name switch
                {
                    "caption" or "description" => ReadCaption(ref reader),
                    "tags" or "keywords" => ReadTags(ref reader),
                    _ => reader.TrySkip(),
                }))
                {
                    return;
                }
            }
        }

        private bool ReadCaption(ref Utf8JsonReader reader)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                return reader.TrySkip();
            }

            var clean = PlainText.Scrub(Text(ref reader), ModelDescriptions.MaxLength, linesAllowed: false);
            _caption = clean is null ? null : string.Join(' ', clean.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            if (_caption?.StartsWith('<') == true)
            {
                throw new JsonException("It is HTML.");
            }

            return true;
        }

        private bool ReadTags(ref Utf8JsonReader reader)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                return reader.TrySkip();
            }

            _hasTags = true;
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.EndArray:
                        return true;
                    case JsonTokenType.String:
                        Add(Text(ref reader), Unsaid);
                        break;
                    case JsonTokenType.StartObject:
                        if (!ReadTag(ref reader))
                        {
                            return false;
                        }

                        break;
                    default:
                        if (!reader.TrySkip())
                        {
                            return false;
                        }

                        break;
                }
            }

            return false;
        }

        private bool ReadTag(ref Utf8JsonReader reader)
        {
            string? word = null;
            var confidence = Unsaid;
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.EndObject)
                {
                    Add(word, confidence);
                    return true;
                }

                var name = reader.GetString();
                if (!reader.Read())
                {
                    return false;
                }

                if (name is "name" or "tag" or "label" && reader.TokenType == JsonTokenType.String)
                {
                    word = Text(ref reader);
                }
                else if (name is "confidence" or "score" && reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number))
                {
                    // Some speak in percent.
                    confidence = Math.Clamp(number is > 1 and <= 100 ? number / 100 : number, 0, 1);
                }
                else if (!reader.TrySkip())
                {
                    return false;
                }
            }

            return false;
        }

        private void Add(string? word, double confidence)
        {
            if (word is null || Clean(word) is not { } name)
            {
                return;
            }

            var key = TagName.KeyOf(name);
            if (_tags.TryGetValue(key, out var known))
            {
                _tags[key] = known with { Confidence = Math.Max(known.Confidence, confidence) };
            }
            else if (_tags.Count < MaxTags)
            {
                _tags.Add(key, new SuggestedTag(name, Math.Round(confidence, 4)));
            }
        }

        /// <summary>Null for what can be no tag; markup is none.</summary>
        private static string? Clean(string word)
        {
            try
            {
                return word.AsSpan().ContainsAny('<', '>') ? null : TagName.Clean(word);
            }
            catch (LimnerException)
            {
                return null;
            }
        }

        /// <summary>Half a surrogate pair, written as an escape, is an answer that cannot be read.</summary>
        private static string Text(ref Utf8JsonReader reader)
        {
            try
            {
                return reader.GetString() ?? "";
            }
            catch (InvalidOperationException exception)
            {
                throw new JsonException(exception.Message, exception);
            }
        }
    }
}
