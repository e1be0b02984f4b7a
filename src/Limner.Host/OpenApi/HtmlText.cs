using System.Text;
using System.Text.Encodings.Web;

namespace Limner.Host.OpenApi;

/// <summary>A page being written: markup of this program's own, and text, which is escaped.</summary>
internal sealed class HtmlText
{
    private const string Style = """
        :root { color-scheme: light dark; --line: light-dark(#ddd, #444); --soft: light-dark(#f6f5f2, #222428); }
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); } h3 { margin: 2rem 0 .3rem; font-size: 1rem; }
        code, .method { font-family: ui-monospace, monospace; font-size: .9em; } .method { font-weight: 700; margin-right: .5rem; }
        table { border-collapse: collapse; width: 100%; margin: .5rem 0; } td, th { text-align: left; vertical-align: top; padding: .25rem .6rem; border-bottom: 1px solid var(--line); }
        nav { columns: 3 12rem; } nav a { display: block; } :target { background: var(--soft); } .soft { opacity: .75; }
        """;

    private readonly StringBuilder _text = new();

    public HtmlText Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    public HtmlText Text(string? text)
    {
        _text.Append(HtmlEncoder.Default.Encode(text ?? ""));
        return this;
    }

    public void Begin(string title)
        => Raw("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>")
            .Text(title).Raw("</title><style>").Raw(Style).Raw("</style><body>");

    public string End() => Raw("</body></html>").ToString();

    public override string ToString() => _text.ToString();
}
