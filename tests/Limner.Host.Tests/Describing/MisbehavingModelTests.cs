using System.Diagnostics;
using System.Net;
using Limner.Testing.Models;

namespace Limner.Host.Tests.Describing;

/// <summary>Twelve ways in which a model server misbehaves: what concerns the server makes pictures wait, what concerns the answer is kept with the picture.</summary>
public sealed class MisbehavingModelTests(DescribedLibrary library) : IClassFixture<DescribedLibrary>
{
    /// <summary>The timeout of one question, and ten seconds.</summary>
    private const int Within = 2 + 10;

    private LimnerApp App => library.App;

    [Theory]
    [InlineData(FakeMode.Html, "model_protocol")]
    [InlineData(FakeMode.Slow, "model_timeout")]
    [InlineData(FakeMode.TooMany, "model_unavailable")]
    [InlineData(FakeMode.Broken, "model_unavailable")]
    [InlineData(FakeMode.Never, "model_timeout")]
    public async Task A_server_that_fails_makes_pictures_wait_with_the_reason_and_they_go_on_by_themselves(FakeMode mode, string code)
    {
        var image = (await library.ImagesAsync())[(int)mode % DescribedLibrary.PictureCount];
        var before = await library.TagsAsync(image);
        var prompt = await PromptAsync(mode);
        library.Ollama.Mode = mode;
        var run = await library.RunAsync(new { image_ids = new[] { image }, prompt_id = prompt });
        var waiting = await library.WaitAsync(run, answer => answer["waiting"] is not null, Within);
        ((string)waiting["waiting"]!["code"]!, (string)waiting["state"]!, (int)waiting["failed_count"]!).ShouldBe((code, "running", 0), waiting.ToJsonString());

        // The rest of the server goes on, says what is wrong, and nothing is stored.
        var clock = Stopwatch.StartNew();
        (await library.TagsAsync(image)).ShouldBe(before);
        ((string)(await App.GetAsync("/api/v1/vision-models"))["servers"]![0]!["problem"]!["code"]!).ShouldBe(code);
        ((string)(await App.GetAsync("/health"))["checks"]!.AsArray().Single(check => (string)check!["name"]! == "vision_models")!["status"]!).ShouldBe("degraded");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        library.Ollama.Mode = FakeMode.Good;
        var finished = await library.FinishedAsync(run, Within);
        ((int)finished["done_count"]!, finished["waiting"]).ShouldBe((1, null));
        (await library.TagsAsync(image)).ShouldContain($"gradient/model/{DescribedLibrary.Model}");
    }

    [Theory]
    [InlineData(FakeMode.CutJson, "answer_cut_off")]
    [InlineData(FakeMode.WrongSchema, "answer_schema")]
    [InlineData(FakeMode.Gigabyte, "answer_too_long")]
    [InlineData(FakeMode.Loop, "answer_looping")]
    [InlineData(FakeMode.Empty, "answer_empty")]
    [InlineData(FakeMode.ThinkingOnly, "answer_thinking_only")]
    public async Task An_answer_that_is_no_use_is_asked_for_once_more_and_then_kept_as_the_pictures_reason(FakeMode mode, string code)
    {
        var image = (await library.ImagesAsync())[(int)mode % DescribedLibrary.PictureCount];
        var before = await library.TagsAsync(image);
        var prompt = await PromptAsync(mode);
        library.Ollama.Mode = mode;
        var asked = library.Ollama.Questions.Count;
        var run = await library.RunAsync(new { image_ids = new[] { image }, prompt_id = prompt });
        var finished = await library.FinishedAsync(run, Within);
        ((int)finished["failed_count"]!, (int)finished["done_count"]!).ShouldBe((1, 0));
        library.Ollama.Questions.Count.ShouldBe(asked + 2, "once more, and no more");
        var failure = (await App.GetAsync($"/api/v1/description-runs/{run}/failures"))["items"]!.AsArray().Single()!;
        ((string)failure["image_id"]!, (string)failure["error"]!["code"]!).ShouldBe((image, code), failure.ToJsonString());
        (await library.TagsAsync(image)).ShouldBe(before, "nothing of it is stored as a tag");

        library.Ollama.Mode = FakeMode.Good;
        await App.SendAsync(HttpMethod.Post, $"/api/v1/description-runs/{run}/failures/retry", null, HttpStatusCode.OK);
        ((int)(await library.WaitAsync(run, answer => (int)answer["done_count"]! == 1, Within))["failed_count"]!).ShouldBe(0);
    }

    [Fact]
    public async Task An_answer_that_is_no_use_does_not_take_the_place_of_an_earlier_one()
    {
        library.Ollama.Mode = FakeMode.Good;
        var request = new { image_ids = new[] { (await library.ImagesAsync())[0] }, prompt_id = await PromptAsync(FakeMode.Good) };
        ((int)(await library.FinishedAsync(await library.RunAsync(request), Within))["done_count"]!).ShouldBe(1);
        library.Ollama.Mode = FakeMode.Empty;
        ((int)(await library.FinishedAsync(await library.RunAsync(new { request.image_ids, request.prompt_id, ask_again = true }), Within))["failed_count"]!).ShouldBe(1);
        library.Ollama.Mode = FakeMode.Good;
        var estimate = await App.SendAsync(HttpMethod.Post, "/api/v1/description-runs/estimate", request, HttpStatusCode.OK);
        ((int)estimate["known_count"]!, (int)estimate["ask_count"]!).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Of_a_hundred_thousand_tags_thirty_are_kept()
    {
        var image = (await library.ImagesAsync())[9];
        var prompt = await PromptAsync(FakeMode.ManyTags);
        library.Ollama.Mode = FakeMode.ManyTags;
        var finished = await library.FinishedAsync(await library.RunAsync(new { image_ids = new[] { image }, prompt_id = prompt }), Within);
        ((int)finished["done_count"]!).ShouldBe(1, finished.ToJsonString());
        (await library.TagsAsync(image)).Length.ShouldBe(30);
    }

    [Fact]
    public async Task A_picture_at_which_the_server_fails_every_time_is_blamed_only_when_the_model_answers_otherwise()
    {
        var images = (await library.ImagesAsync())[..2];
        var prompt = await PromptAsync(FakeMode.Broken);
        library.Ollama.Mode = FakeMode.Good;
        library.Ollama.ModeFor = question => question.Prompt.Contains("Poison", StringComparison.Ordinal) && question.Picture is not null && IsFirst(question) ? FakeMode.Broken : null;
        try
        {
            var poison = (string)(await App.SendAsync(HttpMethod.Post, "/api/v1/prompts", new { name = "Poison", text = "Poison {file_name}", language = "English" }, HttpStatusCode.Created))["id"]!;
            var finished = await library.FinishedAsync(await library.RunAsync(new { image_ids = images, prompt_id = poison }), 60);
            ((int)finished["done_count"]!, (int)finished["failed_count"]!).ShouldBe((1, 1), finished.ToJsonString());
        }
        finally
        {
            library.Ollama.ModeFor = null;
        }

        static bool IsFirst(FakeQuestion question) => question.Prompt.Contains("picture 0.png", StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_breaker_opens_after_three_failures_leaves_the_server_alone_and_closes_with_the_first_answer()
    {
        var image = (await library.ImagesAsync())[0];
        var prompt = await PromptAsync(FakeMode.Broken);
        library.Ollama.Mode = FakeMode.Good;
        await library.FinishedAsync(await library.RunAsync(new { image_ids = new[] { image }, prompt_id = prompt, ask_again = true }), Within);
        library.Ollama.Mode = FakeMode.Broken;
        var run = await library.RunAsync(new { image_ids = new[] { image }, prompt_id = prompt, ask_again = true });
        await App.WaitUntilAsync("/api/v1/vision-models", answer => (bool)answer["servers"]![0]!["resting"]!, Within);
        library.Ollama.Mode = FakeMode.Good;
        await library.FinishedAsync(run, Within);
        var server = (await App.GetAsync("/api/v1/vision-models"))["servers"]![0]!;
        ((bool)server["resting"]!, server["problem"]).ShouldBe((false, null));
    }

    private async Task<string> PromptAsync(FakeMode mode)
        => (string)(await App.SendAsync(HttpMethod.Post, "/api/v1/prompts", new { name = mode.ToString(), text = $"{mode}: what is to be seen?", language = "English" }, HttpStatusCode.Created))["id"]!;
}
