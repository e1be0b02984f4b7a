using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Limner.EndToEnd.Tests;

/// <summary>Notices whatever a page runs or holds that is not the client's own work.</summary>
internal sealed class InjectionWatch
{
    /// <summary>Each naughty string that comes to life calls one of these; the policy's violations are counted, because an attempt is a fault too.</summary>
    private const string Traps =
        """
        window.limnerTraps = [];
        window.ran = () => { window.limnerTraps.push('ran() at ' + location.pathname); return 'ran'; };
        document.addEventListener('securitypolicyviolation', event =>
            window.limnerTraps.push('policy: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));
        """;

    /// <summary>Elements and attributes that the client never makes, or not with such values.</summary>
    private const string Strangers =
        """
        () => {
          const found = [...window.limnerTraps];
          const say = element => found.push(element.outerHTML.slice(0, 300));
          const own = address => new URL(address, location.href).origin === location.origin;
          document.querySelectorAll('iframe, frame, object, embed, applet, base, math, foreignObject, template, marquee, audio, video, portal, xmp, plaintext, custom-element, xss, x, svg script, svg a, svg image, svg animate, svg set, meta[http-equiv], [srcdoc], [formaction], [ping], form[action], [popovertarget]').forEach(say);
          for (const element of document.querySelectorAll('*')) {
            for (const { name, value } of element.attributes) {
              if (/^on/i.test(name) || /^\s*(javascript|vbscript|data:(?!image\/))/i.test(value) && /^(href|src|action|xlink:href|data|to|values|background|poster)$/i.test(name)) {
                say(element);
              }
            }
          }
          document.querySelectorAll('script').forEach(script => script.src !== '' && own(script.src) && script.textContent === '' || say(script));
          document.querySelectorAll('link').forEach(link => own(link.href) || say(link));
          document.querySelectorAll('img').forEach(image => /^(data:image\/|blob:)/.test(image.src) || new URL(image.src).pathname.startsWith('/api/v1/images/') || say(image));
          document.querySelectorAll('a[href]').forEach(link => ['http:', 'https:'].includes(new URL(link.href).protocol) || say(link));
          if (Object.prototype.polluted !== undefined) found.push('the prototype of all objects was polluted');
          return found;
        }
        """;

    private readonly ConcurrentQueue<string> _seen = new();
    private readonly IPage _page;

    private InjectionWatch(IPage page) => _page = page;

    public static async Task<InjectionWatch> OverAsync(IPage page)
    {
        var watch = new InjectionWatch(page);
        page.Dialog += (_, dialog) =>
        {
            watch._seen.Enqueue($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        page.Popup += (_, popup) => watch._seen.Enqueue($"popup: {popup.Url}");
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
            {
                watch._seen.Enqueue(message.Text);
            }
        };
        page.Request += (_, request) =>
        {
            if (request.Url.Contains("127.0.0.1:9/", StringComparison.Ordinal))
            {
                watch._seen.Enqueue($"request: {request.Url}");
            }
        };
        await page.AddInitScriptAsync(Traps);
        return watch;
    }

    /// <summary>Fails when something ran, or stands in the page that nobody of the client's put there.</summary>
    public async Task ShouldHaveSeenNothingAsync(string where)
    {
        var strangers = await _page.EvaluateAsync<string[]>(Strangers);
        strangers.ShouldBeEmpty($"in {where}");
        _seen.ShouldBeEmpty($"in {where}");
    }

    /// <summary>Puts one live naughty string into the page, to show that this watch would notice.</summary>
    public async Task ShouldNoticeAsync()
    {
        await _page.EvaluateAsync("document.body.insertAdjacentHTML('beforeend', '<iframe srcdoc=\"x\" id=\"planted\"></iframe><b onclick=\"ran()\" id=\"planted-too\">x</b>')");
        (await _page.EvaluateAsync<string[]>(Strangers)).Length.ShouldBeGreaterThan(1, "a watch that notices nothing proves nothing");
    }
}
