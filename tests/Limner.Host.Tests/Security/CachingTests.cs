using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Limner.Host.Tests.Security;

public sealed class CachingTests
{
    [Fact]
    public async Task What_the_api_answers_is_kept_by_nobody_and_pictures_by_who_asked_until_they_sign_out()
    {
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions
        {
            MapMore = routes => routes.MapGet("/api/v1/kept", (HttpResponse response) =>
            {
                response.Headers.CacheControl = "private, max-age=31536000, immutable";
                return TypedResults.Bytes(new byte[10], "image/webp");
            }),
        });
        foreach (var path in new[] { "/api/v1/me", "/api/v1/folders", "/api/v1/images", "/api/v1/setup" })
        {
            using var answer = await app.Client.GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Headers.CacheControl.ShouldNotBeNull(path);
            answer.Headers.CacheControl.NoStore.ShouldBeTrue(path);
            answer.Headers.CacheControl.Private.ShouldBeTrue(path);
        }

        using var picture = await app.Client.GetAsync("/api/v1/kept");
        picture.Headers.CacheControl!.ToString().ShouldContain("immutable");
        foreach (var header in new[] { "Cookie", "X-Api-Key", "Authorization" })
        {
            picture.Headers.Vary.ShouldContain(header);
        }

        using var end = await app.Client.DeleteAsync("/api/v1/session");
        end.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        end.Headers.GetValues("Clear-Site-Data").ShouldBe(["\"cache\""]);
    }
}
