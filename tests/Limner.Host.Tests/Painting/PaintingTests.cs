using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Limner.Imaging.Metadata;
using Limner.Testing.Models;
using Limner.Testing.Pictures;

namespace Limner.Host.Tests.Painting;

/// <summary>From a prompt to a picture over HTTP, and what is done with it.</summary>
public sealed class PaintingTests(Studio studio) : IClassFixture<Studio>
{
    [Theory]
    [InlineData("png", "image/png")]
    [InlineData("jpeg", "image/jpeg")]
    [InlineData("webp", "image/webp")]
    public async Task A_prompt_becomes_pictures_that_say_what_made_them(string format, string mediaType)
    {
        var painted = await Studio.PaintAsync(studio.Ada, Studio.Body("a photo of a (cat:1.2), \u732b", body => (body["num_images"], body["format"], body["negative_prompt"]) = (2, format, "blurry")));

        ((string)painted["state"]!).ShouldBe("done", painted.ToJsonString());
        painted["images"]!.AsArray().Select(image => ((int)image!["number"]!, (long)image["seed"]!)).ShouldBe([(0, 7), (1, 8)]);
        ((string)painted["scheduler"]!, (int)painted["prompt_tokens"]!).ShouldBe(("pndm", (int)painted["prompt_tokens"]!));
        using var answer = await studio.Ada.GetAsync($"/api/v1/generations/{painted["id"]}/images/1");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(mediaType);
        answer.Headers.CacheControl!.ToString().ShouldContain("private");
        var file = await answer.Content.ReadAsByteArrayAsync();
        var text = Encoding.UTF8.GetString(file);
        text.ShouldContain("trainedAlgorithmicMedia");
        new MetadataReader(TimeProvider.System).Read(file).Words.Description.ShouldBe("a photo of a (cat:1.2), \u732b");
        var lines = format == "png" ? text : Encoding.BigEndianUnicode.GetString(file.AsSpan(Start(file)));
        lines.ShouldContain("Negative prompt: blurry\nSteps: 2, Sampler: PLMS, CFG scale: 7.5, Seed: 8, Size: 64x64, Model: sd15");

        // Its preview by size; the same question again costs nothing.
        using var small = await studio.Ada.GetAsync($"/api/v1/generations/{painted["id"]}/images/1?size=32");
        small.Content.Headers.ContentType!.MediaType.ShouldBe("image/webp");
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/generations/{painted["id"]}/images/1");
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        using var unchanged = await studio.Ada.SendAsync(again);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);

        // Nobody else's.
        using var foreign = await studio.Ben.GetAsync($"/api/v1/generations/{painted["id"]}/images/1");
        foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_same_request_gives_the_same_picture()
    {
        var first = await PictureAsync(await Studio.PaintAsync(studio.Ada, Studio.Body("a photo of a dog")));
        var second = await PictureAsync(await Studio.PaintAsync(studio.Ada, Studio.Body("a photo of a dog")));
        var other = await PictureAsync(await Studio.PaintAsync(studio.Ada, Studio.Body("a photo of a dog", body => body["seed"] = 8)));

        second.ShouldBe(first);
        other.ShouldNotBe(first);
    }

    [Fact]
    public async Task What_a_request_leaves_open_is_filled_in()
    {
        var painted = await Studio.PaintAsync(studio.Ada, new JsonObject { ["prompt"] = "a tree", ["model"] = "turbo", ["width"] = 64, ["height"] = 64 });
        ((int)painted["steps"]!, (double)painted["guidance_scale"]!, (string)painted["format"]!).ShouldBe((4, 0, "png"));

        var id = await Studio.AskAsync(studio.Ada, new JsonObject { ["prompt"] = "a tree", ["steps"] = 1 });
        var asked = await Studio.EndOfAsync(studio.Ada, id);
        ((string)asked["model"]!, (int)asked["width"]!, (int)asked["height"]!, (int)asked["drawn_width"]!).ShouldBe(("sd15", 512, 512, 64));
        ((double)asked["guidance_scale"]!).ShouldBe(7.5);
    }

    public static TheoryData<string, string, string> Refused => new()
    {
        { """{"prompt":""}""", "prompt", "validation" },
        { """{"prompt":"   "}""", "prompt", "validation" },
        { $$"""{"prompt":"{{new string('a', 10_000)}}"}""", "prompt", "validation" },
        { """{"prompt":"a\u0000cat"}""", "prompt", "validation" },
        { """{"prompt":"a \u202ecat"}""", "prompt", "validation" },
        { """{"prompt":"a\u200bcat"}""", "prompt", "validation" },
        { """{"prompt":"cat","negative_prompt":"a\u0007"}""", "negative_prompt", "validation" },
        { """{"prompt":"cat","width":0}""", "width", "validation" },
        { """{"prompt":"cat","width":65}""", "width", "validation" },
        { """{"prompt":"cat","height":100000}""", "height", "validation" },
        { """{"prompt":"cat","steps":0}""", "steps", "validation" },
        { """{"prompt":"cat","steps":100000}""", "steps", "validation" },
        { """{"prompt":"cat","num_images":0}""", "num_images", "validation" },
        { """{"prompt":"cat","num_images":17}""", "num_images", "validation" },
        { """{"prompt":"cat","guidance_scale":1e300}""", "guidance_scale", "validation" },
        { """{"prompt":"cat","scheduler":"leapfrog"}""", "scheduler", "validation" },
        { """{"prompt":"cat","format":"bmp"}""", "format", "validation" },
        { """{"prompt":"cat","seed":-1}""", "seed", "validation" },
        { """{"prompt":"cat","seed":9007199254740991}""", "seed", "validation" },
        { """{"prompt":"cat","priority":11}""", "priority", "validation" },
        { """{"prompt":"cat","strength":0.5}""", "strength", "validation" },
        { """{"prompt":"cat","init_image":"no base 64!"}""", "init_image", "validation" },
        { """{"prompt":"cat","init_image":"bm90IGEgcGljdHVyZQ=="}""", "init_image", "file_not_a_picture" },
        { """{"prompt":"cat","init_image":"img_zzzz"}""", "init_image", "not_found" },
        { """{"prompt":"cat","mask":"bm90IGEgcGljdHVyZQ=="}""", "mask", "validation" },
        { """{"prompt":"cat","model":"inpaint"}""", "mask", "validation" },
        { """{"prompt":"cat","model":"nowhere"}""", "", "model_not_found" },
        { """{"prompt":"cat","model":"openai:dall-e"}""", "", "model_not_found" },
        { """{"prompt":"cat","model":"../sd15"}""", "", "model_not_found" },
        { """{"prompt":"cat","colour":"red"}""", "colour", "validation" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_cannot_be_painted_is_refused_with_its_name_and_leaves_nothing(string body, string field, string code)
    {
        using var answer = await studio.Ben.PostAsync("/api/v1/generate", new StringContent(body, Encoding.UTF8, "application/json"));

        ((int)answer.StatusCode).ShouldBeInRange(400, 499);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        ((string)problem["code"]!, (string?)problem["field"] ?? "").ShouldBe((code, field), problem.ToJsonString());
        ((long)(await studio.Ben.SendAsync(HttpMethod.Get, "/api/v1/generations", null, HttpStatusCode.OK))["total"]!).ShouldBe(0);
    }

    [Fact]
    public async Task A_form_brings_a_picture_and_a_mask()
    {
        var painted = await FormAsync(HttpStatusCode.OK, ManyPictures.Gradient(1, 64, 64), ManyPictures.Gradient(2, 64, 64), ("strength", "1"));
        ((string)painted["state"]!, (double)painted["strength"]!, (bool)painted["has_mask"]!).ShouldBe(("done", 1, true), painted.ToJsonString());
        Directory.GetFiles(studio.Root, "*.png", SearchOption.AllDirectories).Select(Path.GetFileName).ShouldNotContain("init.png");

        async Task RefusedAsync(string code, string field, byte[]? init, byte[]? mask, params (string, string)[] fields)
        {
            var problem = await FormAsync(null, init, mask, fields);
            ((string)problem["code"]!, (string?)problem["field"] ?? "").ShouldBe((code, field), problem.ToJsonString());
        }

        await RefusedAsync("validation", "mask", ManyPictures.Gradient(1, 64, 64), ManyPictures.Gradient(2, 32, 32));
        await RefusedAsync("validation", "mask", null, ManyPictures.Gradient(2, 32, 32));
        await RefusedAsync("validation", "strength", ManyPictures.Gradient(1, 64, 64), null, ("strength", "0.3"));
        await RefusedAsync("validation", "strength", ManyPictures.Gradient(1, 64, 64), null, ("strength", "much"));
        await RefusedAsync("file_corrupt", "init_image", ManyPictures.Gradient(1, 64, 64)[..200], null);

        // Ten thousand million pixels in a few bytes: refused by what its header says.
        var bomb = ManyPictures.Gradient(1, 64, 64);
        bomb.AsSpan(16, 8).Clear();
        (bomb[17], bomb[21]) = (2, 2);
        var refused = await FormAsync(null, bomb, null);
        ((string)refused["code"]!).ShouldBeOneOf("file_too_many_pixels", "file_corrupt");
    }

    [Fact]
    public async Task A_picture_taken_into_the_library_has_the_prompt_as_its_caption()
    {
        var painted = await Studio.PaintAsync(studio.Ada, Studio.Body("a lighthouse at dusk"));
        var address = $"/api/v1/generations/{painted["id"]}";

        var kept = await studio.Ada.SendAsync(HttpMethod.Post, $"{address}/images/0/keep", null, HttpStatusCode.OK);
        ((bool)kept["images"]![0]!["kept"]!).ShouldBeTrue();
        var generation = await Eventually.FindAsync(() => studio.Ada.SendAsync(HttpMethod.Get, address, null, HttpStatusCode.OK), view => view["images"]![0]!["image_id"] is not null);
        var image = await studio.App.GetAsync($"/api/v1/images/{generation["images"]![0]!["image_id"]}");
        ((string)image["description"]!).ShouldBe("a lighthouse at dusk", image.ToJsonString());

        // Once more keeps no second, and deleting the painting leaves it there.
        var again = await studio.Ada.SendAsync(HttpMethod.Post, $"{address}/images/0/keep", null, HttpStatusCode.OK);
        ((string)again["images"]![0]!["image_id"]!).ShouldBe((string)image["id"]!);
        using var foreign = await studio.Ben.PostAsync($"{address}/images/0/keep", null);
        foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // It can be begun with, by whom sees it.
        var changed = await Studio.PaintAsync(studio.Ada, Studio.Body("a lighthouse by day", body => (body["init_image"], body["strength"]) = ((string)image["id"]!, 0.5)));
        ((string)changed["state"]!, (string)changed["init_image_id"]!).ShouldBe(("done", (string)image["id"]!));
        var hidden = await studio.Ben.SendAsync(HttpMethod.Post, "/api/v1/generate", Studio.Body("a lighthouse by day", body => body["init_image"] = (string)image["id"]!), HttpStatusCode.NotFound);
        ((string)hidden["field"]!).ShouldBe("init_image");

        await studio.Ada.SendAsync(HttpMethod.Delete, address, null, HttpStatusCode.NoContent);
        await studio.App.GetAsync($"/api/v1/images/{image["id"]}");
    }

    [Fact]
    public async Task A_mask_of_a_large_image_has_the_size_the_image_has()
    {
        var folder = studio.App.Directory.Combine("large");
        Directory.CreateDirectory(folder);
        ManyPictures.Place(Path.Combine(folder, "large.png"), ManyPictures.Gradient(5, 2100, 70));
        await studio.App.AddFolderAsync(folder);
        var images = await studio.App.WaitUntilAsync("/api/v1/images?q=large", answer => answer["items"]!.AsArray().Count == 1);

        JsonObject Masked(int width) => Studio.Body("a wide view", body =>
            (body["init_image"], body["mask"], body["strength"]) = ((string)images["items"]![0]!["id"]!, Convert.ToBase64String(ManyPictures.Gradient(2, width, 70)), 1));
        var painted = await Studio.PaintAsync(studio.Ada, Masked(2100));
        ((string)painted["state"]!, (bool)painted["has_mask"]!).ShouldBe(("done", true), painted.ToJsonString());
        var refused = await studio.Ada.SendAsync(HttpMethod.Post, "/api/v1/generate", Masked(2099), HttpStatusCode.BadRequest);
        ((string)refused["detail"]!).ShouldContain("2100 x 70");
    }

    [Fact]
    public async Task An_odd_model_keeps_no_other_from_being_chosen()
    {
        // More steps than it has are usual of the one, and of the other more than it could ever take.
        SmallDiffusion.Install(studio.App.DataDirectory, "short", "sd15", Set(("num_train_timesteps", 3), ("original_inference_steps", 2)));
        SmallDiffusion.Install(studio.App.DataDirectory, "odd", "lcm", Set(("original_inference_steps", 2)));
        var options = await studio.App.GetAsync("/api/v1/generate/options");
        await studio.Ada.SendAsync(HttpMethod.Delete, "/api/v1/models/short", null, HttpStatusCode.NoContent);
        await studio.Ada.SendAsync(HttpMethod.Delete, "/api/v1/models/odd", null, HttpStatusCode.NoContent);

        var models = options["models"]!.AsArray();
        ((int)models.Single(model => (string)model!["id"]! == "short")!["abilities"]!["steps"]!).ShouldBe(3);
        options["presets"]!.AsArray().Select(preset => (string)preset!["model"]!).ShouldNotContain("odd");
        options["presets"]!.AsArray().Count.ShouldBe(3);

        static Action<string> Set(params (string Key, int Value)[] settings) => folder =>
        {
            var path = Path.Combine(folder, "scheduler", "scheduler_config.json");
            var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
            foreach (var (key, value) in settings)
            {
                json[key] = value;
            }

            File.WriteAllText(path, json.ToJsonString());
        };
    }

    [Fact]
    public async Task Models_and_options_say_what_can_be_painted()
    {
        var models = (await studio.App.GetAsync("/api/v1/models"))["items"]!.AsArray();
        var sd15 = models.Single(model => (string)model!["id"]! == "sd15")!["painting"]!;
        ((int)sd15["native_side"]!, (int)sd15["steps"]!, (bool)sd15["takes_picture"]!, (bool)sd15["needs_mask"]!).ShouldBe((64, 20, true, false));
        ((bool)models.Single(model => (string)model!["id"]! == "inpaint")!["painting"]!["needs_mask"]!).ShouldBeTrue();

        var tokens = await studio.Ada.SendAsync(HttpMethod.Post, "/api/v1/generate/tokens", new { prompt = "a photo of a cat", model = "sd15" }, HttpStatusCode.OK);
        ((int)tokens["tokens"]!, (int)tokens["chunks"]!).ShouldBe((5, 1));

        // Measured before one is proposed.
        var job = await studio.Ada.SendAsync(HttpMethod.Post, "/api/v1/generate/measure", null, HttpStatusCode.Accepted);
        await studio.App.WaitUntilAsync($"/api/v1/jobs/{job["id"]}", answer => (string)answer["state"]! == "succeeded");
        var options = await studio.App.GetAsync("/api/v1/generate/options");
        ((string)options["proposed_preset"]!, (string)options["default_model"]!).ShouldBe(("high", "sd15"));
        options["presets"]!.AsArray().ShouldAllBe(preset => (double)preset!["seconds"]! > 0);
        var painted = await Studio.PaintAsync(studio.Ada, new JsonObject { ["prompt"] = "a tree", ["preset"] = "low" });
        ((string)painted["state"]!).ShouldBe("done", painted.ToJsonString());
    }

    private static int Start(byte[] file) => file.AsSpan().IndexOf("UNICODE\0"u8) + 8;

    private async Task<byte[]> PictureAsync(JsonObject painted) => await studio.Ada.GetByteArrayAsync($"/api/v1/generations/{painted["id"]}/images/0");

    private async Task<JsonObject> FormAsync(HttpStatusCode? expected, byte[]? init, byte[]? mask, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in new[] { ("prompt", "a photo of a cat"), ("width", "64"), ("height", "64"), ("steps", "2"), ("model", "sd15") }.Concat(fields))
        {
            form.Add(new StringContent(value), name);
        }

        foreach (var (name, file) in new[] { ("init_image", init), ("mask", mask) }.Where(part => part.Item2 is not null))
        {
            form.Add(new ByteArrayContent(file!) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } }, name, "picture.png");
        }

        using var answer = await studio.Ada.PostAsync("/api/v1/generate?wait=60", form);
        var text = await answer.Content.ReadAsStringAsync();
        if (expected is { } status)
        {
            answer.StatusCode.ShouldBe(status, text);
        }
        else
        {
            ((int)answer.StatusCode).ShouldBeInRange(400, 499, text);
        }

        return JsonNode.Parse(text)!.AsObject();
    }
}
