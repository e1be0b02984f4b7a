using Limner.Kernel.Errors;
using Limner.Kernel.Ids;
using Limner.Kernel.Paging;
using Limner.Search.Fusion;
using Limner.Search.Meaning;
using Limner.Search.Querying;
using Limner.Search.Retrieval;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Limner.Search.Tests.Fusion;

/// <summary>Words by text and by meaning. Unknown words point at the first axis; 0.5 is the cosine that is as likely as not.</summary>
public sealed class FusedSearchTests : IAsyncLifetime
{
    private static readonly float[] Near = [1, 0.1f, 0, 0];
    private static readonly float[] Nearer = [1, 0, 0, 0];
    private static readonly float[] Half = [1, 1, 0, 0];
    private static readonly float[] Away = [0, 1, 0, 0];

    private MeaningCatalogue _catalogue = null!;

    public async Task InitializeAsync() => _catalogue = await MeaningCatalogue.CreateAsync();

    public async Task DisposeAsync() => await _catalogue.DisposeAsync();

    [Fact]
    public async Task Words_and_what_they_mean_find_together_and_each_hit_says_why()
    {
        await _catalogue.AddAsync("Photos/beach far.jpg", Away);
        await _catalogue.AddAsync("Photos/beach near.jpg", Near);
        await _catalogue.AddAsync("Photos/IMG_1.jpg", Nearer);
        await _catalogue.AddAsync("Photos/IMG_2.jpg", Away);
        await _catalogue.AddAsync("Photos/beach waiting.jpg", null);

        var page = await _catalogue.PageAsync("beach");
        (page.ModeUsed, page.ModeReason, page.Total).ShouldBe((SearchMode.Hybrid, null, 4));
        page.Items[0].Name.ShouldBe("beach near.jpg");
        page.Items[0].Matches.ShouldNotBeNull().ShouldNotBeEmpty();
        page.Items[0].Meaning.ShouldNotBeNull().Cosine.ShouldBe(1 / Math.Sqrt(1.01), 1e-5);
        page.Items[0].Meaning!.Score.ShouldBeInRange(0.97, 1);
        var byMeaning = page.Items.Single(image => image.Name == "IMG_1.jpg");
        (byMeaning.Matches ?? []).ShouldBeEmpty();
        byMeaning.Meaning!.Cosine.ShouldBe(1, 1e-5);
        page.Items.Single(image => image.Name == "beach waiting.jpg").Meaning.ShouldBeNull();

        (await _catalogue.NamesAsync("beach", "semantic")).ShouldBe(["IMG_1.jpg", "beach near.jpg", "beach far.jpg", "IMG_2.jpg"], ignoreOrder: false);
        (await _catalogue.NamesAsync("beach", "text")).Order().ShouldBe(["beach far.jpg", "beach near.jpg", "beach waiting.jpg"]);
        _catalogue.Model.Asked.ShouldBe(["beach"]);
    }

    [Fact]
    public async Task Fields_quoted_words_and_excluded_ones_are_filters_in_every_mode()
    {
        await _catalogue.AddAsync("Photos/one.jpg", Nearer, ["dog"]);
        await _catalogue.AddAsync("Photos/two sea.jpg", Near, ["dog"]);
        await _catalogue.AddAsync("Other/three.jpg", Nearer, ["cat"]);
        (await _catalogue.NamesAsync("holiday tag:dog", "semantic")).ShouldBe(["one.jpg", "two sea.jpg"], ignoreOrder: false);
        (await _catalogue.NamesAsync("holiday -sea", "semantic")).Order().ShouldBe(["one.jpg", "three.jpg"]);
        (await _catalogue.NamesAsync("holiday \"sea\"", "semantic")).ShouldBe(["two sea.jpg"]);
        (await _catalogue.NamesAsync("holiday", "semantic", more: new FilterParameters { Tags = ["cat"] })).ShouldBe(["three.jpg"]);
        (await _catalogue.NamesAsync("holiday in:Other")).ShouldBe(["three.jpg"]);
        _catalogue.Model.Asked.ShouldBe(["holiday"]);

        foreach (var mode in new[] { null, "text", "semantic", "hybrid" })
        {
            var page = await _catalogue.PageAsync("tag:dog", mode);
            page.Items.Select(image => image.Name).Order().ShouldBe(["one.jpg", "two sea.jpg"]);
            (page.ModeUsed, page.ModeReason).ShouldBe((SearchMode.Text, mode is null or "text" ? null : TextReason.NoFreeWords));
        }
    }

    [Fact]
    public async Task Only_what_is_sure_enough_is_added_to_what_has_the_words()
    {
        await _catalogue.AddAsync("Photos/beach.jpg", Away);
        await _catalogue.AddAsync("Photos/half.jpg", Half);
        await _catalogue.AddAsync("Photos/other.jpg", Away);
        (await _catalogue.NamesAsync("beach")).ShouldBe(["beach.jpg", "half.jpg"], ignoreOrder: false);
        (await _catalogue.NamesAsync("beach", threshold: 0.9)).ShouldBe(["beach.jpg"]);
        (await _catalogue.NamesAsync("beach", threshold: 0)).Length.ShouldBe(3);
        (await _catalogue.NamesAsync("beach", "semantic", threshold: 0.5)).ShouldBe(["half.jpg"]);
        (await RefusalAsync("beach", null, threshold: 1.5)).Field.ShouldBe("threshold");
        (await RefusalAsync("beach", null, threshold: double.NaN)).Field.ShouldBe("threshold");
        (await RefusalAsync("beach", "meaning")).Field.ShouldBe("mode");
    }

    [Fact]
    public async Task Nobody_finds_by_meaning_what_they_do_not_see()
    {
        await _catalogue.AddAsync("Photos/annas.jpg", Near);
        for (var i = 0; i < 5; i++)
        {
            await _catalogue.AddAsync($"Ben/bens {i}.jpg", Nearer, owner: 2);
        }

        (await _catalogue.NamesAsync("sea", "semantic")).ShouldBe(["annas.jpg"]);
        (await _catalogue.PageAsync("sea")).Total.ShouldBe(1);
        await _catalogue.Inner.ShareEverythingAsync(with: 1);
        (await _catalogue.NamesAsync("sea", "semantic")).Length.ShouldBe(6);
        (await _catalogue.NamesAsync("sea", "semantic", user: 2)).Length.ShouldBe(5);
    }

    [Fact]
    public async Task Pictures_of_others_take_no_place_among_the_best_however_many_there_are()
    {
        var ids = await _catalogue.Inner.FillAsync(300, owner: 2);
        await _catalogue.GiveAsync(ids, _ => Nearer);
        for (var i = 0; i < 6; i++)
        {
            await _catalogue.AddAsync($"Photos/{i}.jpg", [1, 0.2f + (0.1f * i), 0, 0]);
        }

        (await _catalogue.NamesAsync("zzz", "semantic")).ShouldBe(["0.jpg", "1.jpg", "2.jpg", "3.jpg", "4.jpg", "5.jpg"], ignoreOrder: false);
        (await _catalogue.PageAsync("zzz", "semantic", user: 2)).Total.ShouldBe(MeaningSearch.Depth);
    }

    [Fact]
    public async Task Without_a_model_words_are_text_and_it_is_said_why()
    {
        await _catalogue.AddAsync("Photos/beach.jpg", null);
        (await _catalogue.PageAsync("beach")).ModeReason.ShouldBe(TextReason.VectorsPending);
        (await RefusalAsync("beach", "semantic")).Error.ShouldBe(ErrorCatalogue.MeaningPending);

        _catalogue.Models.Installed = null;
        foreach (var mode in new[] { null, "hybrid" })
        {
            var page = await _catalogue.PageAsync("beach", mode);
            page.Items.ShouldHaveSingleItem();
            (page.ModeUsed, page.ModeReason).ShouldBe((SearchMode.Text, TextReason.NoTextModel));
        }

        var failure = await RefusalAsync("beach", "semantic");
        (failure.Error.Code, failure.Error.Status).ShouldBe(("text_model_missing", 409));
        failure.Error.Remedy.ShouldContain("/models");
        (await _catalogue.PageAsync("tag:x", "semantic")).ModeUsed.ShouldBe(SearchMode.Text);
        (await _catalogue.PageAsync("beach", "hybrid", sort: "-date")).ModeReason.ShouldBe(TextReason.Order);
        (await RefusalAsync("beach", "semantic", sort: "name")).Field.ShouldBe("sort");
    }

    [Fact]
    public async Task A_model_that_fails_leaves_the_words_and_is_tried_again()
    {
        await _catalogue.AddAsync("Photos/beach.jpg", Near);
        _catalogue.Model.Failure = new LimnerException(ErrorCatalogue.ModelLoad);
        var page = await _catalogue.PageAsync("beach");
        page.Items.ShouldHaveSingleItem().Name.ShouldBe("beach.jpg");
        page.ModeReason.ShouldBe(TextReason.TextModelFailed);
        (await RefusalAsync("beach", "semantic")).Error.ShouldBe(ErrorCatalogue.ModelLoad);
        (await HealthAsync()).Status.ShouldBe(HealthStatus.Degraded);

        // Other words do not load it again, until it has rested.
        var refusal = await Should.ThrowAsync<LimnerException>(async () => await _catalogue.PageAsync("sea", "semantic"));
        (refusal.Failure.Error, refusal.RetryAfter).ShouldBe((ErrorCatalogue.ModelLoad, TimeSpan.FromSeconds(30)));
        (await _catalogue.PageAsync("waves")).ModeReason.ShouldBe(TextReason.TextModelFailed);
        _catalogue.Model.Loads.ShouldBe(1);
        _catalogue.Inner.Clock.Advance(TimeSpan.FromSeconds(31));
        (await _catalogue.PageAsync("beach")).ModeReason.ShouldBe(TextReason.TextModelFailed);
        _catalogue.Model.Loads.ShouldBe(2);
        (await Should.ThrowAsync<LimnerException>(async () => await _catalogue.PageAsync("sea", "semantic"))).RetryAfter.ShouldBe(TimeSpan.FromSeconds(60));
        _catalogue.Model.Failure = null;
        _catalogue.Inner.Clock.Advance(TimeSpan.FromSeconds(61));
        (await _catalogue.PageAsync("beach")).ModeUsed.ShouldBe(SearchMode.Hybrid);
        (await HealthAsync()).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_search_waits_a_moment_for_a_model_that_is_being_loaded_and_what_is_loaded_meanwhile_serves_the_next()
    {
        await _catalogue.AddAsync("Photos/beach.jpg", Near);
        var loaded = new TaskCompletionSource();
        _catalogue.Model.Loaded = loaded.Task;
        var page = await LetTimePassAsync(_catalogue.PageAsync("beach").AsTask());
        page.Items.ShouldHaveSingleItem();
        (page.ModeUsed, page.ModeReason).ShouldBe((SearchMode.Text, TextReason.TextModelLoading));
        var refusal = await Should.ThrowAsync<LimnerException>(() => LetTimePassAsync(_catalogue.PageAsync("sea", "semantic").AsTask()));
        (refusal.Failure.Error, refusal.Failure.Error.Status).ShouldBe((ErrorCatalogue.TextModelLoading, 503));
        refusal.RetryAfter.ShouldNotBeNull();
        var examples = await LetTimePassAsync(_catalogue.Services.GetRequiredService<IExampleRetrieval>().FindAsync(1, new ExampleQuestion { Query = "beach" }, default));
        (examples.ModeUsed, examples.ModeReason).ShouldBe((SearchMode.Text, TextReason.TextModelLoading));

        loaded.SetResult();
        (await _catalogue.PageAsync("beach")).ModeUsed.ShouldBe(SearchMode.Hybrid);
        (await _catalogue.Services.GetRequiredService<IExampleRetrieval>().FindAsync(1, new ExampleQuestion { Query = "beach" }, default)).State.ShouldNotBe(examples.State);
        _catalogue.Model.Loads.ShouldBe(1);
    }

    [Fact]
    public async Task Examples_of_another_threshold_or_model_are_of_another_state()
    {
        await _catalogue.AddAsync("Photos/beach.jpg", Near);
        var retrieval = _catalogue.Services.GetRequiredService<IExampleRetrieval>();
        var question = new ExampleQuestion { Query = "beach" };
        var first = await retrieval.FindAsync(1, question, default);
        first.ModeUsed.ShouldBe(SearchMode.Hybrid);
        (await retrieval.FindAsync(1, question, default)).State.ShouldBe(first.State.ShouldNotBeNull());
        _catalogue.Threshold(0.9);
        (await retrieval.FindAsync(1, question, default)).State.ShouldNotBe(first.State);
        (await retrieval.FindAsync(1, new ExampleQuestion { Like = [PublicId.Format(IdPrefixes.Image, 1)] }, default)).ModeUsed.ShouldBeNull();
        _catalogue.Models.Installed = null;
        var without = await retrieval.FindAsync(1, question, default);
        (without.ModeReason, without.State == first.State).ShouldBe((TextReason.NoTextModel, false));
    }

    [Fact]
    public async Task Another_threshold_in_the_settings_is_another_page_at_once()
    {
        await _catalogue.AddAsync("Photos/beach.jpg", Away);
        await _catalogue.AddAsync("Photos/half.jpg", Half);
        (await _catalogue.NamesAsync("beach")).ShouldBe(["beach.jpg", "half.jpg"], ignoreOrder: false);
        _catalogue.Threshold(0.99);
        (await _catalogue.NamesAsync("beach")).ShouldBe(["beach.jpg"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("semantic")]
    public async Task Pages_by_cursor_are_the_whole_list_and_go_on_behind_the_last_image_whatever_comes_or_goes(string? mode)
    {
        for (var i = 0; i < 12; i++)
        {
            await _catalogue.AddAsync($"Photos/{(i % 3 == 0 ? "sea" : "img")} {i}.jpg", [1, 0.05f * i, 0, 0]);
        }

        var whole = (await _catalogue.PageAsync("sea", mode)).Items.Select(image => image.Id).ToList();
        whole.Count.ShouldBe(12);
        var paged = new List<string>();
        string? cursor = null;
        do
        {
            var page = await _catalogue.PageAsync("sea", mode, limit: 5, cursor: cursor);
            page.Total.ShouldBe(12);
            paged.AddRange(page.Items.Select(image => image.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        paged.ShouldBe(whole, ignoreOrder: false);

        var first = await _catalogue.PageAsync("sea", mode, limit: 5);
        await _catalogue.AddAsync("Photos/img new.jpg", [1, 2, 0, 0]);
        (await _catalogue.PageAsync("sea", mode, limit: 50, cursor: first.NextCursor)).Items.Select(image => image.Id).Take(7).ShouldBe(whole.Skip(5), ignoreOrder: false);

        // Its last image is gone: its successor has taken its place.
        var last = Kernel.Ids.PublicId.TryParse(Kernel.Ids.IdPrefixes.Image, first.Items[^1].Id, out var id) ? id : 0;
        await _catalogue.Inner.ExecuteAsync($"UPDATE images SET removed_at = 1 WHERE id = {last}");
        (await _catalogue.PageAsync("sea", mode, limit: 1, cursor: first.NextCursor)).Items.ShouldHaveSingleItem().Id.ShouldBe(whole[5]);
        (await RefusalAsync("sea", "semantic", cursor: "x!")).Field.ShouldBe("cursor");
        (await RefusalAsync("sea", mode, cursor: new Cursor("relevance", "-1", 1).Encode())).Field.ShouldBe("cursor");
        (await RefusalAsync("sea", "semantic", cursor: new Cursor("-date", "1", 1).Encode())).Field.ShouldBe("cursor");
    }

    [Fact]
    public async Task A_list_that_began_newest_first_as_its_words_are_too_common_goes_on_so()
    {
        for (var i = 1; i <= 3; i++)
        {
            await _catalogue.AddAsync($"Photos/sea {i}.jpg", Near, taken: $"2020-01-0{i}");
        }

        var time = new DateTimeOffset(2020, 1, 3, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        var page = await _catalogue.PageAsync("sea", cursor: new Cursor("-date", $"{time}", 3).Encode());
        page.Items.Select(image => image.Name).ShouldBe(["sea 2.jpg", "sea 1.jpg"], ignoreOrder: false);
        (page.ModeUsed, page.ModeReason).ShouldBe((SearchMode.Text, TextReason.TooCommon));
    }

    [Fact]
    public async Task A_page_takes_as_many_statements_whatever_it_holds_and_the_next_fewer()
    {
        for (var i = 0; i < 3; i++)
        {
            await _catalogue.AddAsync($"Photos/sea {i}.jpg", Near);
        }

        var few = await CountAsync("sea", 2, null);
        for (var i = 0; i < 40; i++)
        {
            await _catalogue.AddAsync($"Photos/{(i % 2 == 0 ? "sea" : "img")} more {i}.jpg", [1, 0.01f * i, 0, 0]);
        }

        (await CountAsync("sea", 30, null)).ShouldBe(few);
        few.ShouldBeLessThanOrEqualTo(13);
        var cursor = (await _catalogue.PageAsync("sea", limit: 30)).NextCursor;
        (await CountAsync("sea", 30, cursor)).ShouldBe(6);
        (await CountAsync("sea", 30, cursor)).ShouldBe(0);

        async Task<int> CountAsync(string q, int limit, string? after)
        {
            // The index takes over what is new at the first question after it.
            await _catalogue.PageAsync("warm", "semantic");
            return (await _catalogue.Inner.StatementsOfAsync(async () => await _catalogue.PageAsync(q, limit: limit, cursor: after))).Count;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("%%%")]
    [InlineData("שלום עולם")]
    [InlineData("مرحبا \u202e abc")]
    [InlineData("🐕‍🦺 🏖️")]
    [InlineData("sea* NEAR(sea, 2) ^x {name}: --")]
    [InlineData("'; DROP TABLE images; --")]
    [InlineData("\"sea")]
    [InlineData("\0sea\u0001")]
    public async Task Whatever_is_typed_is_answered_in_every_mode(string q)
    {
        await _catalogue.AddAsync("Photos/sea.jpg", Near);
        foreach (var mode in new[] { null, "text", "semantic", "hybrid" })
        {
            (await _catalogue.PageAsync(q, mode)).Items.Count.ShouldBeLessThanOrEqualTo(1);
        }
    }

    [Fact]
    public async Task Too_long_a_query_is_refused_in_every_mode()
    {
        foreach (var mode in new[] { null, "text", "semantic", "hybrid" })
        {
            (await RefusalAsync(new string('a', 10_000), mode)).Field.ShouldBe("q");
        }
    }

    [Fact]
    public async Task Answers_are_kept_apart_by_mode_threshold_and_model()
    {
        await _catalogue.AddAsync("Photos/sea.jpg", Away);
        await _catalogue.AddAsync("Photos/img.jpg", Near);
        (await _catalogue.NamesAsync("sea")).Length.ShouldBe(2);
        (await _catalogue.NamesAsync("sea", "text")).Length.ShouldBe(1);
        (await _catalogue.NamesAsync("sea", threshold: 1)).Length.ShouldBe(1);
        _catalogue.Models.Installed = null;
        (await _catalogue.NamesAsync("sea")).Length.ShouldBe(1);
    }

    /// <summary>Time goes by until an answer is there that something waits for.</summary>
    private async Task<T> LetTimePassAsync<T>(Task<T> answer)
    {
        while (!answer.IsCompleted)
        {
            _catalogue.Inner.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await answer;
    }

    private Task<HealthCheckResult> HealthAsync() => ActivatorUtilities.CreateInstance<EmbeddingModelCheck>(_catalogue.Services).CheckHealthAsync(new HealthCheckContext());

    private async Task<Failure> RefusalAsync(string q, string? mode, double? threshold = null, string? cursor = null, string? sort = null)
        => (await Should.ThrowAsync<LimnerException>(async () => await _catalogue.PageAsync(q, mode, threshold, cursor: cursor, sort: sort))).Failure;
}
