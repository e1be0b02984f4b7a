using System.Text;

namespace Limner.Kernel.Errors;

/// <summary><c>docs/errors.md</c>, from the catalogue.</summary>
public static class ErrorReference
{
    public static string Render()
    {
        var text = new StringBuilder("""
            # Errors

            Written by `limner errors`; a test fails when it differs from the code.

            Every failure is answered with a problem document (RFC 9457, `application/problem+json`): `type`, `title`, `status`, `code`, `remedy`,
            `trace_id`, and where they apply `detail`, `field` and `errors` (messages by field). Clients branch on `code`, which never changes its
            meaning. "Again" tells that the same request may succeed later without anybody changing anything. Jobs and files that failed carry the
            same codes.

            | code | status | again | what went wrong | what mends it |
            |---|---|---|---|---|

            """);
        foreach (var error in ErrorCatalogue.All.Values.OrderBy(error => error.Code, StringComparer.Ordinal))
        {
            text.Append($"| <a id=\"{error.Code}\"></a>`{error.Code}` | {error.Status} | {(error.IsTransient ? "yes" : "")} | {error.Title} | {error.Remedy} |\n");
        }

        return text.ToString();
    }
}
