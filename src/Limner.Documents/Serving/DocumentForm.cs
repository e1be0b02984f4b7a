using System.Globalization;
using System.Text;
using Limner.Documents.Reading;
using Limner.Documents.Storing;
using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Text;
using Limner.Safety.Files;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Limner.Documents.Serving;

/// <summary>A form with a document in it, whose file is on the disk.</summary>
/// <param name="Token">Where the file lies; null: the form names an image of the library instead.</param>
/// <param name="ImageId">Of that image.</param>
internal sealed record ReceivedForm(string? Token, string FileName, long Size, DocumentKind Kind, long? ImageId, StoredReadingOptions Options, string? Password);

/// <summary>
/// Reads <c>multipart/form-data</c>: a part <c>file</c>, or a field <c>image</c>, and fields beside it. The file goes to the disk as it comes; everything else is small and bounded.
/// </summary>
internal sealed class DocumentForm(DocumentFiles files, IOptionsMonitor<DocumentOptions> options)
{
    public const int MaxPassword = 128;

    private const int MaxFields = 12;

    private const int MaxField = 2000;

    private const int MaxName = 255;

    /// <exception cref="LimnerException"><c>validation</c>, <c>media_type_unsupported</c>, <c>file_…</c>, <c>document_format_unsupported</c>. No file is left then.</exception>
    public async Task<ReceivedForm> ReceiveAsync(HttpRequest request, CancellationToken cancellation)
    {
        var token = DocumentFiles.NewToken();
        try
        {
            var form = new MultipartForm(request, "Documents are");
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            (string Name, long Size, DocumentKind Kind)? file = null;
            while (await form.NextAsync(cancellation) is { } section)
            {
                if (section.AsFileSection() is { } sent)
                {
                    if (file is not null)
                    {
                        throw new LimnerException(ErrorCatalogue.Validation.With("One file at a time.", "file"));
                    }

                    var (size, kind) = await MultipartForm.CheckedAsync(() => SaveAsync(token, section.Body, cancellation));
                    file = (NameOf(sent.FileName, kind), size, kind);
                }
                else if (section.AsFormDataSection() is { } field)
                {
                    if (fields.Count == MaxFields)
                    {
                        throw new LimnerException(ErrorCatalogue.Validation.With($"At most {MaxFields} fields."));
                    }

                    fields[field.Name] = await ReadFieldAsync(section, field.Name, cancellation);
                }
            }

            return Read(token, file, fields);
        }
        catch
        {
            files.Discard(token);
            throw;
        }
    }

    /// <summary>A name that can be shown: no directories, nothing invisible.</summary>
    public static string NameOf(string sent, DocumentKind kind)
    {
        var name = sent[(sent.LastIndexOfAny(['/', '\\']) + 1)..];
        return PlainText.Scrub(name, MaxName, linesAllowed: false) is { Length: > 0 } clean ? clean : kind == DocumentKind.Pdf ? "document.pdf" : "picture";
    }

    /// <returns>How large it is and what it is by its first bytes.</returns>
    public async Task<(long Size, DocumentKind Kind)> SaveAsync(string token, Stream body, CancellationToken cancellation)
    {
        var sniffed = new HeadStream(body);
        var kind = await sniffed.FillAsync(cancellation);
        return (await files.ReceiveAsync(token, sniffed, options.CurrentValue.MaxFileSizeMb * 1024L * 1024, cancellation), kind);
    }

    public static string CheckPassword(string password)
        => password.Length is > 0 and <= MaxPassword && !password.Contains('\0', StringComparison.Ordinal) ? password : throw new LimnerException(ErrorCatalogue.Validation.With($"From 1 to {MaxPassword} characters.", "password"));

    private static ReceivedForm Read(string token, (string Name, long Size, DocumentKind Kind)? file, Dictionary<string, string> fields)
    {
        if (fields.Keys.FirstOrDefault(name => name is not ("image" or "language" or "dpi" or "scale" or "engine" or "pages" or "password")) is { } unknown)
        {
            throw new LimnerException(ErrorCatalogue.Validation.With("There is no such field; there are image, language, dpi, scale, engine, pages and password beside file.", PlainText.Scrub(unknown, 50, linesAllowed: false)));
        }

        var choice = StoredReadingOptions.Check(
            fields.GetValueOrDefault("language"),
            Number<int>(fields, "dpi", NumberStyles.None),
            Number<double>(fields, "scale", NumberStyles.AllowDecimalPoint),
            fields.TryGetValue("engine", out var engine) && engine.Length > 0 ? Engine(engine) : null,
            fields.GetValueOrDefault("pages"));
        var password = fields.TryGetValue("password", out var given) && given.Length > 0 ? CheckPassword(given) : null;
        if (fields.TryGetValue("image", out var image) && image.Length > 0)
        {
            if (file is not null)
            {
                throw new LimnerException(ErrorCatalogue.Validation.With("Either a file or an image of the library.", "image"));
            }

            return new ReceivedForm(null, "", 0, DocumentKind.Picture, PublicId.TryParse(IdPrefixes.Image, image, out var id) ? id : throw new LimnerException(ErrorCatalogue.NotFound, "No such image."), choice, password);
        }

        return file is var (name, size, kind)
            ? new ReceivedForm(token, name, size, kind, null, choice, password)
            : throw new LimnerException(ErrorCatalogue.Validation.With("Send a file, or the id of an image of the library as image.", "file"));
    }

    private static T? Number<T>(Dictionary<string, string> fields, string name, NumberStyles style)
        where T : struct, System.Numerics.INumber<T>
        => !fields.TryGetValue(name, out var text) || text.Length == 0 ? null
            : T.TryParse(text, style, CultureInfo.InvariantCulture, out var number) ? number : throw new LimnerException(ErrorCatalogue.Validation.With("This is no number.", name));

    private static ReadingEngine Engine(string text) => text switch
    {
        "auto" => ReadingEngine.Auto,
        "text_layer" => ReadingEngine.TextLayer,
        "ocr" => ReadingEngine.Ocr,
        _ => throw new LimnerException(ErrorCatalogue.Validation.With("One of auto, text_layer, ocr.", "engine")),
    };

    private static async Task<string> ReadFieldAsync(MultipartSection section, string name, CancellationToken cancellation)
        => Encoding.UTF8.GetString((await MultipartForm.ReadAsync(
            section, MaxField, () => new LimnerException(ErrorCatalogue.Validation.With($"At most {MaxField} bytes.", PlainText.Scrub(name, 50, linesAllowed: false))), cancellation)).Span);

    /// <summary>A stream whose beginning is looked at before the rest is kept: what is no document is not written to the disk.</summary>
    private sealed class HeadStream(Stream rest) : Stream
    {
        private readonly byte[] _head = new byte[FileSniffer.HeadLength];
        private int _length;
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public async Task<DocumentKind> FillAsync(CancellationToken cancellation)
        {
            _length = await rest.ReadAtLeastAsync(_head, _head.Length, throwOnEndOfStream: false, cancellation);
            return PageReader.Check(_head.AsSpan(0, _length)) == FileKind.Pdf ? DocumentKind.Pdf : DocumentKind.Picture;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_at == _length)
            {
                return await rest.ReadAsync(buffer, cancellationToken);
            }

            var count = Math.Min(buffer.Length, _length - _at);
            _head.AsMemory(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
