using System.CommandLine;
using Limner.Documents;
using Limner.Kernel.Errors;
using Limner.Models.Installing;

namespace Limner.Host.Cli;

/// <summary><c>limner read FILE</c>: reads one document by itself, without a server and without keeping anything.</summary>
internal static class ReadCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A PDF, PNG, JPEG, WebP or TIFF" };
        var format = new Option<DocumentFormat>("--format") { Description = "What to print (default: json)", HelpName = "json|markdown|text", DefaultValueFactory = _ => DocumentFormat.Json };
        var password = new Option<string?>("--password") { Description = "Of an encrypted PDF", HelpName = "PASSWORD" };
        var language = new Option<string?>("--language") { Description = "Languages of scanned text as Tesseract names them (default: kor+eng)", HelpName = "LANGUAGES" };
        var layoutModel = new Option<string?>("--layout-model") { Description = "Folder of a layout model in ONNX that is asked what is where on each page (default: none)", HelpName = "FOLDER" };
        var output = new Option<string?>("--output") { Description = "File to write (default: standard output)", HelpName = "FILE" };
        var command = new Command("read", "Read a document: its text, tables and structure.") { file, format, password, language, layoutModel, output };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(async () =>
        {
            var options = new ReadingOptions { Password = parsed.GetValue(password), Languages = parsed.GetValue(language)?.Split([',', '+'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) };
            var document = await ReadAsync(parsed.GetRequiredValue(file), parsed.GetValue(layoutModel), options, cancellation);
            await using var to = parsed.GetValue(output) is { } path ? File.Create(path) : Console.OpenStandardOutput();
            await DocumentExport.WriteAsync(to, document, parsed.GetValue(format), cancellation);
            return 0;
        }));
        return command;
    }

    /// <summary>With the whole program's services, over an empty directory: nothing of a running server is touched.</summary>
    /// <param name="layoutModel">Its folder: as published, or that of an installed one. It is installed in the empty directory, by the same checks as everywhere.</param>
    private static async Task<ReadDocument> ReadAsync(string path, string? layoutModel, ReadingOptions options, CancellationToken cancellation)
    {
        if (!File.Exists(path))
        {
            throw new LimnerException(ErrorCatalogue.FileMissing, path);
        }

        var directory = Directory.CreateTempSubdirectory("limner-read-");
        try
        {
            var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["storage.data_dir"] = directory.FullName, ["general.log_level"] = "ERROR" };
            var folder = layoutModel is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(layoutModel));
            if (Path.GetDirectoryName(folder) is { } parent)
            {
                settings["models.import_folders"] = parent;
            }

            await using var app = LimnerServer.BuildUnstarted(ServeSettings.FromProcess(settings));
            options = options with { LayoutModel = folder is null ? null : await app.Services.GetRequiredService<IModelImporter>().ImportAsync(folder, cancellation) };
            return await app.Services.GetRequiredService<IDocumentReader>().ReadAsync(path, options, progress: null, cancellation);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
