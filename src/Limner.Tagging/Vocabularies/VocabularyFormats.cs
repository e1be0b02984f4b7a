using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using CsvHelper;
using Limner.Kernel.Errors;

namespace Limner.Tagging.Vocabularies;

/// <summary>How a vocabulary is written down.</summary>
internal enum VocabularyFormat
{
    /// <summary>
    /// A keyword list as Lightroom, Bridge and Photo Mechanic exchange it: a tag a line, deeper ones behind more tabs, synonyms in braces below their tag,
    /// brackets around headings. Beside that, a line with an exclamation mark denies a word.
    /// </summary>
    Text,

    /// <summary>RFC 4180 with a header: <c>name,parent,synonyms,kind</c>; synonyms separated by semicolons, kind <c>tag</c> (or nothing) or <c>denied</c>.</summary>
    Csv,

    /// <summary><c>{"free_tags":true,"tags":[{"name":"dog","parent":"animal","synonyms":["hound"]}],"denied":["person"]}</c>.</summary>
    Json,
}

/// <summary>Reads and writes vocabularies. Texts are bounded before they come here.</summary>
internal static class VocabularyFormats
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        MaxDepth = 8,
    };

    /// <exception cref="LimnerException"><see cref="ErrorCatalogue.Validation"/>: it cannot be read as such at all.</exception>
    public static VocabularyDocument Read(VocabularyFormat format, string text, VocabularyCleaner cleaner) => format switch
    {
        VocabularyFormat.Text => ReadText(text, cleaner),
        VocabularyFormat.Csv => ReadCsv(text, cleaner),
        _ => ReadJson(text),
    };

    public static string Write(VocabularyFormat format, VocabularyDocument document) => format switch
    {
        VocabularyFormat.Text => WriteText(document),
        VocabularyFormat.Csv => WriteCsv(document),
        _ => JsonSerializer.Serialize(document, Json),
    };

    private static VocabularyDocument ReadText(string text, VocabularyCleaner cleaner)
    {
        var entries = new List<(string Name, string? Parent, List<string> Synonyms)>();
        var denied = new List<string>();
        var path = new List<int>();
        var number = 0;
        foreach (var raw in text.TrimStart('\uFEFF').EnumerateLines())
        {
            number++;
            var line = raw.TrimEnd().ToString();
            var name = line.TrimStart('\t', ' ');
            if (name.Length == 0 || name[0] == '#')
            {
                continue;
            }

            if (name[0] == '!')
            {
                denied.Add(name[1..]);
                continue;
            }

            var level = line.TakeWhile(character => character == '\t').Count();
            if (name[0] == '{')
            {
                if (path.Count == 0)
                {
                    cleaner.Report(number, name, "A synonym stands below its tag.");
                    continue;
                }

                entries[path[Math.Clamp(level - 1, 0, path.Count - 1)]].Synonyms.Add(name.Trim('{', '}'));
                continue;
            }

            path.RemoveRange(Math.Min(level, path.Count), path.Count - Math.Min(level, path.Count));
            entries.Add((name is ['[', .. var heading, ']'] ? heading : name, path.Count > 0 ? entries[path[^1]].Name : null, []));
            path.Add(entries.Count - 1);
        }

        return new VocabularyDocument(null, entries.ConvertAll(entry => new VocabularyEntry(entry.Name, entry.Parent, entry.Synonyms)), denied);
    }

    private static string WriteText(VocabularyDocument document)
    {
        var children = document.Tags.ToLookup(tag => tag.Parent is null ? "" : TagName.KeyOf(tag.Parent));
        var text = new StringBuilder();
        Write("", 0);
        foreach (var word in document.Denied)
        {
            text.Append('!').Append(word).Append('\n');
        }

        return text.ToString();

        void Write(string parent, int level)
        {
            foreach (var tag in children[parent])
            {
                // What would read as something else goes into brackets.
                text.Append('\t', level).Append(tag.Name[0] is '#' or '!' or '{' or '[' ? $"[{tag.Name}]" : tag.Name).Append('\n');
                foreach (var synonym in tag.Synonyms)
                {
                    text.Append('\t', level + 1).Append('{').Append(synonym).Append("}\n");
                }

                if (level < TagAncestors.MaxDepth)
                {
                    Write(TagName.KeyOf(tag.Name), level + 1);
                }
            }
        }
    }

    private static VocabularyDocument ReadCsv(string text, VocabularyCleaner cleaner)
    {
        using var reader = CsvReader.FromText(text.TrimStart('\uFEFF'), new CsvReaderOptions { MalformedData = CsvMalformedDataHandling.Throw, TrackLineNumbers = true });
        var tags = new List<VocabularyEntry>();
        var denied = new List<string>();
        try
        {
            if (!reader.TryGetFieldIndex("name", out var name))
            {
                throw new LimnerException(ErrorCatalogue.Validation.With("The first line names the columns: name,parent,synonyms,kind.", "text"));
            }

            var (parent, synonyms, kind) = (Column("parent"), Column("synonyms"), Column("kind"));
            while (reader.Read())
            {
                var (word, stated) = (reader.GetString(name), Field(kind).Trim());
                if (string.IsNullOrWhiteSpace(word))
                {
                    continue;
                }

                if (string.Equals(stated, "denied", StringComparison.OrdinalIgnoreCase))
                {
                    denied.Add(word);
                }
                else if (stated.Length == 0 || string.Equals(stated, "tag", StringComparison.OrdinalIgnoreCase))
                {
                    tags.Add(new VocabularyEntry(word, Field(parent), Field(synonyms).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)));
                }
                else
                {
                    cleaner.Report((int)reader.LineNumber, word, "The kind is tag or denied.");
                }
            }
        }
        catch (CsvFormatException problem)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"Line {problem.LineNumber} cannot be read as CSV.", "text"), problem);
        }

        return new VocabularyDocument(null, tags, denied);

        int Column(string header) => reader.TryGetFieldIndex(header, out var index) ? index : -1;

        string Field(int index) => index >= 0 && index < reader.FieldCount ? reader.GetString(index) : "";
    }

    private static string WriteCsv(VocabularyDocument document)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, new CsvWriterOptions { NewLine = "\r\n" }, true))
        {
            csv.WriteRecord(["name", "parent", "synonyms", "kind"]);
            foreach (var tag in document.Tags)
            {
                csv.WriteRecord([tag.Name, tag.Parent ?? "", string.Join(';', tag.Synonyms), "tag"]);
            }

            foreach (var word in document.Denied)
            {
                csv.WriteRecord([word, "", "", "denied"]);
            }
        }

        return text.ToString();
    }

    private static VocabularyDocument ReadJson(string text)
    {
        try
        {
            var document = JsonSerializer.Deserialize<JsonDocumentShape>(text, Json);
            return document?.Tags is null && document?.Denied is null
                ? throw new LimnerException(ErrorCatalogue.Validation.With("The document has neither tags nor denied.", "text"))
                : new VocabularyDocument(
                    document.FreeTags,
                    [.. (document.Tags ?? []).OfType<JsonEntryShape>().Select(tag => new VocabularyEntry(tag.Name ?? "", tag.Parent, [.. (tag.Synonyms ?? []).OfType<string>()]))],
                    [.. (document.Denied ?? []).OfType<string>()]);
        }
        catch (JsonException problem)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With($"Line {problem.LineNumber + 1} cannot be read as such JSON.", "text"), problem);
        }
    }

    private sealed record JsonDocumentShape(bool? FreeTags, IReadOnlyList<JsonEntryShape?>? Tags, IReadOnlyList<string?>? Denied);

    private sealed record JsonEntryShape(string? Name, string? Parent, IReadOnlyList<string?>? Synonyms);
}
