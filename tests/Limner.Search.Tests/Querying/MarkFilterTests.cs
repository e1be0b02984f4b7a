using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Search.Querying;
using Limner.Search.Suggesting;
using Limner.Storage;
using Limner.Tagging;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Search.Tests.Querying;

/// <summary>What people say of pictures for themselves, and what owners put away.</summary>
public sealed class MarkFilterTests : IAsyncLifetime
{
    private Catalogue _catalogue = null!;

    public static TheoryData<bool?, int?, string?> Filters => new()
    {
        { true, null, null },
        { false, null, null },
        { null, 3, null },
        { true, 2, "include" },
        { null, null, "true" },
        { null, null, "include" },
    };

    public async Task InitializeAsync() => _catalogue = await Catalogue.CreateAsync();

    public async Task DisposeAsync() => await _catalogue.DisposeAsync();

    [Fact]
    public async Task Everybody_has_marks_of_their_own()
    {
        var sea = await _catalogue.AddAsync("Photos/sea.jpg");
        var hill = await _catalogue.AddAsync("Photos/hill.jpg");
        await _catalogue.AddAsync("Photos/town.jpg");
        await _catalogue.ShareEverythingAsync(with: 2);
        await _catalogue.ExecuteAsync($"INSERT INTO image_marks (user_id, image_id, favourite, rating) VALUES (1, {sea}, 1, NULL), (1, {hill}, 0, 4), (2, {hill}, 1, 2)");
        (await NamesAsync(1, new() { Favourite = true })).ShouldBe(["sea.jpg"]);
        (await NamesAsync(2, new() { Favourite = true })).ShouldBe(["hill.jpg"]);
        (await NamesAsync(1, new() { Favourite = false })).ShouldBe(["hill.jpg", "town.jpg"]);
        (await NamesAsync(1, new() { Rating = 4 })).ShouldBe(["hill.jpg"]);
        (await NamesAsync(1, new() { Rating = 5 })).ShouldBeEmpty();
        (await NamesAsync(2, new() { Rating = 1, Favourite = true })).ShouldBe(["hill.jpg"]);
        var seen = (await _catalogue.PageAsync(user: 2)).Items.Single(image => image.Name == "hill.jpg");
        (seen.Favourite, seen.Rating).ShouldBe((true, 2));
    }

    [Fact]
    public async Task What_was_put_away_is_in_no_list_count_or_suggestion_that_does_not_ask_for_it()
    {
        await _catalogue.AddAsync("Photos/dog.jpg", ["dog"], "2020-03-03");
        var cat = await _catalogue.AddAsync("Photos/cat.jpg", ["cat"], "2021-04-04", "X-T4");
        var facets = _catalogue.Services.GetRequiredService<Facets>();
        (await facets.TotalAsync(1, default)).ShouldBe(2);
        (await facets.OfAsync(1, default)).ShouldContain(facet => facet.Suggestion.Value == "X-T4");
        await _catalogue.Database.WriteAsync(
            async (db, token) =>
            {
                db.Set<ImageRow>().Single(image => image.Id == cat).ArchivedAt = _catalogue.Clock.GetUtcNow();
                await db.SaveChangesAsync(token);
                await db.PublishAsync(new ImagesArchived([cat]), token);
            },
            default);
        (await NamesAsync(1, new())).ShouldBe(["dog.jpg"]);
        (await NamesAsync(1, new() { Archived = "true" })).ShouldBe(["cat.jpg"]);
        (await NamesAsync(1, new() { Archived = "include" })).ShouldBe(["cat.jpg", "dog.jpg"]);
        (await facets.TotalAsync(1, default)).ShouldBe(1);
        (await facets.MonthsAsync(1, default)).Select(month => month.Month).ShouldBe(["2020-03"]);
        (await facets.OfAsync(1, default)).ShouldNotContain(facet => facet.Suggestion.Value == "X-T4" || facet.Suggestion.Value == "cat");
        (await _catalogue.Services.GetRequiredService<TagCounts>().OfAsync(1, default)).Select(tag => tag.Name).ShouldBe(["dog"]);
        (await _catalogue.PageAsync("cat")).Total.ShouldBe(0);
        (await _catalogue.PageAsync("cat", more: new() { Archived = "include" })).Total.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_page_takes_three_statements_and_reads_no_table_from_end_to_end(bool? favourite, int? rating, string? archived)
    {
        await _catalogue.FillAsync(200);
        await _catalogue.ExecuteAsync($"INSERT INTO image_marks SELECT 1, id, id % 2, id % 6 FROM images WHERE id % 3 = 0");
        await _catalogue.ExecuteAsync($"UPDATE images SET archived_at = 5 WHERE id % 10 = 0");
        var statements = await _catalogue.StatementsOfAsync(() => _catalogue.PageAsync(limit: 2, more: new() { Favourite = favourite, Rating = rating, Archived = archived }));
        statements.Count.ShouldBeLessThanOrEqualTo(3);
        foreach (var statement in statements)
        {
            var plan = await _catalogue.PlanAsync(statement);

            // VIRTUAL TABLE INDEX 1 is json_each: a list of ids.
            plan.Where(step => step.StartsWith("SCAN ", StringComparison.Ordinal) && !step.EndsWith("VIRTUAL TABLE INDEX 1:", StringComparison.Ordinal) && !plan.Contains("CO-ROUTINE " + step["SCAN ".Length..])).ShouldBeEmpty(statement.Sql);
        }
    }

    [Fact]
    public async Task The_newest_pictures_and_their_number_come_from_one_index_alone()
    {
        await _catalogue.FillAsync(50);
        var statements = await _catalogue.StatementsOfAsync(() => _catalogue.PageAsync(limit: 5));
        var plans = await Task.WhenAll(statements.Select(_catalogue.PlanAsync));
        plans.SelectMany(plan => plan).Count(step => step.Contains("USING COVERING INDEX images_by_date ", StringComparison.Ordinal)).ShouldBe(1, string.Join('\n', plans.SelectMany(plan => plan)));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(6, null)]
    [InlineData(null, "yes")]
    public void A_filter_that_makes_no_sense_is_refused(int? rating, string? archived)
        => Should.Throw<LimnerException>(() => ImageFilter.Parse(new() { Rating = rating, Archived = archived }, _catalogue.Gazetteer)).Failure.Error.Code.ShouldBe("validation");

    private async Task<string[]> NamesAsync(long user, FilterParameters filter)
        => [.. (await _catalogue.PageAsync(sort: "name", user: user, more: filter)).Items.Select(image => image.Name)];
}
