using System.Text;

namespace Limner.Operations.Configuration;

/// <summary>
/// <c>config.ini</c> in the data directory: written with every key, commented out, on the first start. Later versions add no keys to a
/// file that is there: it belongs to the person who edits it, and <c>docs/configuration.md</c> lists them all.
/// </summary>
internal sealed class ConfigFile(string path, IReadOnlyList<OptionKey> keys)
{
    public const string FileName = "config.ini";

    public string FullPath => path;

    /// <summary>What the file looked like when it was last read: an edit while the server starts is not missed.</summary>
    public (DateTime ModifiedAt, long Length) LastRead { get; private set; }

    public Dictionary<string, string?> Read(ICollection<string> problems)
    {
        LastRead = Look();
        return SettingsText.ReadIni(File.ReadAllLines(path), path, keys, problems);
    }

    /// <summary>Its time and size; nothing when it is not there.</summary>
    public (DateTime ModifiedAt, long Length) Look()
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    public void CreateIfAbsent()
    {
        if (!File.Exists(path))
        {
            CreateDirectory(Path.GetDirectoryName(path)!);
            WriteForOwnerOnly(path, Render(keys));
        }
    }

    /// <summary>It takes passwords and keys of other services; the directory may be one that others look into.</summary>
    private static void WriteForOwnerOnly(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }

    /// <summary>Thumbnails show what the originals' permissions may hide: a data directory made here is its user's alone.</summary>
    private static void CreateDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public static string Render(IReadOnlyList<OptionKey> keys)
    {
        var text = new StringBuilder()
            .Append("# Limner's settings. A line that begins with # is a comment; take the # away to change the value.\n")
            .Append("# The environment (SECTION_KEY, for example GENERAL_LOG_LEVEL) and the command line override this file.\n");
        foreach (var section in keys.GroupBy(key => key.Section, StringComparer.Ordinal))
        {
            text.Append('\n').Append('[').Append(section.Key).Append("]\n");
            foreach (var key in section.Where(key => key is not { Section: "storage", Name: "data_dir" }))
            {
                foreach (var line in Wrap($"{key.Description} ({key.Allowed})", 110))
                {
                    text.Append("# ").Append(line).Append('\n');
                }

                text.Append('#').Append(key.Name).Append(key.Default.Length > 0 ? " = " : " =").Append(key.Default).Append("\n\n");
            }

            text.Length--;
        }

        return text.ToString();
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + word.Length + 1 > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }
}
