using Limner.Kernel.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Limner.Host.OpenApi;

/// <summary>
/// <c>/docs</c> and <c>/docs/errors</c>: the API and its errors for people. Rendered here, without scripts and without anything from
/// elsewhere.
/// </summary>
internal static class ReferencePages
{
    public static void MapReferencePages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/docs", RenderApiAsync).ExcludeFromDescription();
        routes.MapGet("/docs/errors", RenderErrors).ExcludeFromDescription();
    }

    private static async Task<ContentHttpResult> RenderApiAsync(IServiceProvider services, CancellationToken cancellation)
        => Html(ApiReference.Render(await ApiDocument.RenderAsync(services, cancellation)));

    private static ContentHttpResult RenderErrors()
    {
        var page = new HtmlText();
        page.Begin("Limner: errors");
        page.Raw("<h1>Errors</h1><p>Every failure carries one of these codes. <a href=\"/docs\">The API</a></p><table><tr><th>code<th>status<th>what went wrong<th>what mends it</tr>");
        foreach (var error in ErrorCatalogue.All.Values.OrderBy(error => error.Code, StringComparer.Ordinal))
        {
            page.Raw("<tr id=\"").Text(error.Code).Raw("\"><td><code>").Text(error.Code).Raw("</code><td>").Text(error.Status.ToString())
                .Raw("<td>").Text(error.Title).Raw("<td>").Text(error.Remedy).Raw(error.IsTransient ? " Trying again may help.</tr>" : "</tr>");
        }

        page.Raw("</table>");
        return Html(page.End());
    }

    private static ContentHttpResult Html(string text) => TypedResults.Content(text, "text/html; charset=utf-8");
}
