using System.Net;
using System.Text.Json.Nodes;
using Limner.Imaging;
using Limner.Testing.Pictures;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Host.Tests.Painting;

/// <summary>The painting model that comes with the program, on a server that has no other.</summary>
public sealed class IconsTests(IconsTests.Fresh fresh) : IClassFixture<IconsTests.Fresh>
{
    private const string Model = "limner-icons";

    private HttpClient Ada => fresh.App.Client;

    [Fact]
    public async Task A_fresh_server_paints_what_it_has_names_for()
    {
        var options = await fresh.App.GetAsync("/api/v1/generate/options");
        ((string)options["default_model"]!).ShouldBe(Model);
        var abilities = options["models"]!.AsArray().Single()!["abilities"]!;
        ((int)abilities["native_side"]!, (bool)abilities["squares_alone"]!, (bool)abilities["knows_names_alone"]!, (bool)abilities["takes_picture"]!).ShouldBe((128, true, true, false));
        options["presets"]!.AsArray().Count.ShouldBe(3);

        var painted = await PaintAsync("a red apple, please", size: 256);

        ((int)painted["width"]!, (int)painted["drawn_width"]!, (int)painted["drawn_height"]!).ShouldBe((256, 128, 128));
        using var pixels = await PixelsAsync(painted);
        var (red, green, blue) = MeanOfMiddle(pixels);
        (red > green + 40 && red > blue + 40).ShouldBeTrue($"an apple is red: {red:F0} {green:F0} {blue:F0}");
        Corner(pixels).ShouldBeGreaterThan(225, "it stands on white");
    }

    [Fact]
    public async Task Beside_another_model_it_is_the_middle_preset_where_it_was_chosen()
    {
        await using var app = await LimnerApp.StartSignedInAsync(Studio.Options(("generation.default_model", Model)));
        var options = await app.GetAsync("/api/v1/generate/options");
        options["presets"]!.AsArray().Select(preset => (string)preset!["model"]! == Model).ShouldBe([false, true, false]);
    }

    [Fact]
    public async Task Seeds_make_the_same_picture_again_in_every_language()
    {
        var first = await BytesAsync(await PaintAsync("red apple", seed: 3));

        (await BytesAsync(await PaintAsync("red apple", seed: 3))).ShouldBe(first);
        using var apple = await PixelsAsync(await PaintAsync("red apple", seed: 3));
        using var korean = await PixelsAsync(await PaintAsync("빨간 사과", seed: 3));
        korean.Span.ToArray().ShouldBe(apple.Span.ToArray());
        using var other = await PixelsAsync(await PaintAsync("red apple", seed: 4));
        other.Span.ToArray().ShouldNotBe(apple.Span.ToArray());
    }

    [Fact]
    public async Task A_colour_is_that_of_the_picture()
    {
        using var cat = await PixelsAsync(await PaintAsync("a blue cat", seed: 1));
        var (red, green, blue) = MeanOfMiddle(cat);
        (blue > red + 40 && blue > green + 20).ShouldBeTrue($"{red:F0} {green:F0} {blue:F0}");
    }

    [Fact]
    public async Task Each_picture_is_told_with_the_one_it_was_learned_from_that_is_nearest()
    {
        var nearest = (await PaintAsync("a red apple", seed: 5))["images"]![0]!["nearest"]!;

        ((string)nearest["name"]!, (double)nearest["distance"]! < 0.15).ShouldBe(("red apple", true), nearest.ToJsonString());
        ((string)nearest["set"]!).ShouldBeOneOf("fluent-emoji-flat", "fluent-emoji", "noto", "noto-v1", "fxemoji");
        var tile = await Ada.GetByteArrayAsync($"/api/v1/generate/training/{nearest["number"]}?model={Model}");
        using var pixels = fresh.App.Services.GetRequiredService<PictureDecoder>().DecodeBounded(tile, 64, default);
        (pixels.Width, pixels.Height).ShouldBe((32, 32));
        foreach (var address in new[] { $"training/99999?model={Model}", $"training/-1?model={Model}", "training/0?model=nowhere", "names?model=nowhere" })
        {
            await Ada.SendAsync(HttpMethod.Get, $"/api/v1/generate/{address}", null, HttpStatusCode.NotFound);
        }
    }

    [Theory]
    [InlineData("a lighthouse at dusk, oil on canvas", 128, 128, "prompt")]
    [InlineData("blue", 128, 128, "prompt")]
    [InlineData("red apple", 128, 256, "height")]
    public async Task What_it_cannot_draw_is_refused_and_not_drawn_as_something_else(string prompt, int width, int height, string field)
    {
        var refused = await Ada.SendAsync(HttpMethod.Post, "/api/v1/generate", new { prompt, width, height }, HttpStatusCode.BadRequest);

        refused["errors"]!.AsObject().Select(error => error.Key).ShouldBe([field]);
    }

    [Fact]
    public async Task A_prompt_is_told_what_of_it_will_be_drawn()
    {
        var known = (await Ada.SendAsync(HttpMethod.Post, "/api/v1/generate/tokens", new { prompt = "a (blue:1.2) cat riding a bicycle, flat" }, HttpStatusCode.OK))["known"]!;
        ((string)known["name"]!, (string)known["colour"]!, (string)known["style"]!).ShouldBe(("cat", "blue", "flat"));
        known["ignored"]!.AsArray().Select(word => (string)word!).ShouldBe(["riding", "bicycle"]);

        var names = await fresh.App.GetAsync($"/api/v1/generate/names?model={Model}");
        names["names"]!.AsArray().Count.ShouldBe(352);
        names["names"]!.AsArray().Select(name => ((string)name!["name"]!, (string)name["korean"]!)).ShouldContain(("red apple", "빨간 사과"));
        names["colours"]!.AsArray().Count.ShouldBe(9);
    }

    private async Task<JsonObject> PaintAsync(string prompt, int seed = 7, int size = 128)
    {
        var painted = await Studio.PaintAsync(Ada, new JsonObject { ["prompt"] = prompt, ["seed"] = seed, ["width"] = size, ["height"] = size });
        ((string)painted["state"]!).ShouldBe("done", painted.ToJsonString());
        return painted;
    }

    private Task<byte[]> BytesAsync(JsonObject painted) => Ada.GetByteArrayAsync($"/api/v1/generations/{painted["id"]}/images/0");

    private async Task<PixelBuffer> PixelsAsync(JsonObject painted)
        => fresh.App.Services.GetRequiredService<PictureDecoder>().DecodeBounded(await BytesAsync(painted), 1024, default);

    private static (double Red, double Green, double Blue) MeanOfMiddle(PixelBuffer pixels)
    {
        var sums = new double[3];
        var (from, to) = (pixels.Width * 3 / 8, pixels.Width * 5 / 8);
        for (var y = from; y < to; y++)
        {
            for (var x = from; x < to; x++)
            {
                for (var colour = 0; colour < 3; colour++)
                {
                    sums[colour] += pixels.Span[(3 * ((y * pixels.Width) + x)) + colour];
                }
            }
        }

        var count = (double)(to - from) * (to - from);
        return (sums[0] / count, sums[1] / count, sums[2] / count);
    }

    private static double Corner(PixelBuffer pixels) => (pixels.Span[0] + pixels.Span[1] + pixels.Span[2]) / 3.0;

    /// <summary>Nothing is installed but what the program brings.</summary>
    public sealed class Fresh : IAsyncLifetime
    {
        public LimnerApp App { get; private set; } = null!;

        public async Task InitializeAsync()
            => App = await LimnerApp.StartSignedInAsync(new LimnerAppOptions
            {
                Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["tagging.detect_objects"] = "false", ["security.enable_rate_limiting"] = "false" },
            });

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
