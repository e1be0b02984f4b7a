namespace Limner.Search.Tests.Querying;

/// <summary>What a page costs, told by its statements and their plans rather than by a clock.</summary>
public sealed class CostTests : IAsyncLifetime
{
    private Catalogue _catalogue = null!;

    public static TheoryData<string?, string?, string?, string?, string?> Questions => new()
    {
        { null, null, null, null, null },
        { null, null, null, null, "name" },
        { "dog", null, null, null, null },
        { "dog -cat \"new york\"", null, null, null, "-date" },
        { "jp", "person", null, null, null },
        { null, "person", "fld_1", "x-t4", "date" },
        { "-person", null, null, null, "-name" },
        { "tag:person (camera:x-t4 OR date:2019..2023)", null, null, null, null },
        { "dog OR tag:person", null, null, null, null },
        { "(person:anna OR color:teal) -text:dog rating:>=2", null, null, null, null },
    };

    public async Task InitializeAsync()
    {
        _catalogue = await Catalogue.CreateAsync();
        await _catalogue.FillAsync(2000);
    }

    public async Task DisposeAsync() => await _catalogue.DisposeAsync();

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task A_page_takes_three_statements_four_for_why_it_was_found_and_one_more_to_go_on_by_relevance_and_reads_no_table_from_end_to_end(string? q, string? tag, string? folder, string? camera, string? sort)
    {
        string? cursor = null;
        foreach (var limit in new[] { 5, 50 })
        {
            var statements = await _catalogue.StatementsOfAsync(async () => cursor = (await PageAsync(limit, cursor)).NextCursor);
            statements.Count.ShouldBeLessThanOrEqualTo((limit == 50 && q is not null && sort is null or "relevance" ? 4 : 3) + ReasonsFor(q));
            foreach (var statement in statements)
            {
                var plan = await _catalogue.PlanAsync(statement);
                HasFullScan(plan).ShouldBeFalse($"{statement.Sql}\n{string.Join('\n', plan)}");
            }
        }

        Task<Kernel.Paging.Page<Search.Querying.ImageSummary>> PageAsync(int limit, string? after)
            => _catalogue.PageAsync(q, tag is null ? null : [tag], folder is null ? null : [folder], camera is null ? null : [camera], sort: sort, limit: limit, cursor: after);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task People_who_see_others_images_take_as_few_statements_and_find_what_the_owner_does(string? q, string? tag, string? folder, string? camera, string? sort)
    {
        await _catalogue.ShareEverythingAsync(with: 2);
        var pages = new List<Kernel.Paging.Page<Search.Querying.ImageSummary>>();
        foreach (var user in new long[] { 1, 2 })
        {
            var statements = await _catalogue.StatementsOfAsync(async () => pages.Add(await _catalogue.PageAsync(
                q, tag is null ? null : [tag], folder is null ? null : [folder], camera is null ? null : [camera], sort: sort, limit: 50, user: user)));
            statements.Count.ShouldBeLessThanOrEqualTo(3 + ReasonsFor(q));
        }

        pages[1].Total.ShouldBe(pages[0].Total);
        pages[1].Items.Select(image => image.Name).ShouldBe(pages[0].Items.Select(image => image.Name));
    }

    [Fact]
    public async Task A_full_scan_is_known_for_one()
    {
        var plan = await _catalogue.PlanAsync(("SELECT id FROM images WHERE updated_at > 5", []));
        HasFullScan(plan).ShouldBeTrue();
    }

    [Fact]
    public async Task Indexing_costs_the_same_number_of_statements_for_any_number_of_images()
    {
        async Task<int> StatementsForAsync(int images)
            => (await _catalogue.StatementsOfAsync(() => _catalogue.Database.WriteAsync(
                (db, token) => db.PublishAsync(new Limner.Library.ImagesChanged([.. Enumerable.Range(1, images).Select(id => (long)id)]), token), default))).Count;
        (await StatementsForAsync(400)).ShouldBe(await StatementsForAsync(2));
    }

    /// <summary>Statements that tell why the images of a page were found, where something was asked for that can be shown.</summary>
    private static int ReasonsFor(string? q) => q is null or "-person" ? 0 : 4;

    /// <summary>A scan of anything but the full-text index (asked by MATCH, for all or with = for one row) and of a page's own rows, which the plan calls a co-routine.</summary>
    private static bool HasFullScan(IReadOnlyList<string> plan)
        => plan.Any(step => step.StartsWith("SCAN ", StringComparison.Ordinal) && !step.Contains("VIRTUAL TABLE INDEX 0:M", StringComparison.Ordinal)
                            && !step.Contains("VIRTUAL TABLE INDEX 0:=M", StringComparison.Ordinal)
                            && !step.EndsWith("VIRTUAL TABLE INDEX 1:", StringComparison.Ordinal) // json_each: a list of ids
                            && !plan.Contains("CO-ROUTINE " + step["SCAN ".Length..]));
}
