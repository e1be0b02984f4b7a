using System.Text.Json;
using Limner.Documents.Integration;
using Limner.Documents.Layout;
using Limner.Documents.Storing;
using Limner.Kernel.Errors;
using Microsoft.Extensions.Logging;

namespace Limner.Documents.Working;

/// <summary>A page that was read, ready to be written down.</summary>
/// <param name="Elements">As far as the page alone tells them; their ids are unique in the document and hold until it is put together.</param>
internal sealed record KeptPage(DocumentPage Page, IReadOnlyList<DocumentElement> Elements, byte[] Layout)
{
    public int Number => Page.Number;

    /// <summary>A page of which a part could not be done says so and is read all the same.</summary>
    public bool IsFailed => Page.Problem is not null && Elements.Count == 0;

    /// <summary>Whatever a page brings about is that page's failure alone.</summary>
    public static KeptPage Of(PageLayout layout, ILogger logger, CancellationToken cancellation)
    {
        try
        {
            return Of(layout, cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.PageNotRead(logger, exception, layout.Page.Number);
            return Of(new PageLayout(layout.Page with { Problem = ErrorCatalogue.PageUnreadable.Code, Detail = "It could not be taken apart." }), cancellation);
        }
    }

    private static KeptPage Of(PageLayout layout, CancellationToken cancellation)
    {
        var page = layout.Page;
        var alone = DocumentBuilder.Build([layout], metadata: null, [], cancellation).Elements;
        return new KeptPage(page, [.. alone.Select(element => element with { Id = $"p{page.Number}{element.Id}", Parent = element.Parent is { } parent ? $"p{page.Number}{parent}" : null })], LayoutPacking.Pack(layout));
    }

    /// <param name="row">Tracked.</param>
    public void WriteTo(DocumentPageRow row)
    {
        row.State = IsFailed ? PageState.Failed : PageState.Read;
        row.Stage = null;
        row.Page = JsonSerializer.Serialize(Page, DocumentJson.Options);
        row.Elements = JsonSerializer.Serialize(Elements, DocumentJson.Options);
        row.Label = Page.Label ?? ReadingRecords.LabelOf(Elements);
        (row.Layout, row.LayoutVersion) = (Layout, LayoutPacking.Version);
        (row.ErrorCode, row.ErrorDetail) = (Page.Problem, Page.Detail);
    }
}
