namespace Limner.Documents;

/// <summary>What a read document is written as.</summary>
public enum DocumentFormat
{
    Json,
    Markdown,
    Text,
}

/// <summary>Writes read documents.</summary>
public static class DocumentExport
{
    /// <summary>In UTF-8, ended by a line end.</summary>
    public static async Task WriteAsync(Stream to, ReadDocument document, DocumentFormat format, CancellationToken cancellation)
    {
        if (format == DocumentFormat.Json)
        {
            await DocumentJson.WriteAsync(to, document, cancellation);
            return;
        }

        var text = format == DocumentFormat.Markdown ? Export.MarkdownExport.Write(document) : Export.TextExport.Write(document);
        await to.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), cancellation);
    }
}
