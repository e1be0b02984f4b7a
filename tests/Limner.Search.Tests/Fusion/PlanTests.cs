using Limner.Kernel.Ids;
using Limner.Library;
using Limner.Search.Likeness;
using Limner.Search.Querying;
using Limner.Search.Retrieval;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Search.Tests.Fusion;

/// <summary>What a search by meaning costs in a large library that others share, told by the plans of its statements rather than by a clock.</summary>
public sealed class PlanTests : IAsyncLifetime
{
    private MeaningCatalogue _catalogue = null!;

    public async Task InitializeAsync()
    {
        _catalogue = await MeaningCatalogue.CreateAsync();
        var ids = await _catalogue.Inner.FillAsync(2000);
        await _catalogue.GiveAsync(ids, index => [1, 0.001f * index, 0, 0]);
        await _catalogue.Inner.ShareEverythingAsync(with: 2);
    }

    public async Task DisposeAsync() => await _catalogue.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_question_by_meaning_or_likeness_looks_at_what_it_found_and_at_no_other_image(long user)
    {
        var everything = ImageFilter.Parse(new FilterParameters(), _catalogue.Inner.Gazetteer);
        var similar = _catalogue.Services.GetRequiredService<LikenessSearch>();
        var examples = _catalogue.Services.GetRequiredService<IExampleRetrieval>();
        await ShouldStayCloseAsync(async () => await _catalogue.PageAsync("zzz", "semantic", user: user, limit: 50));
        await ShouldStayCloseAsync(async () => await _catalogue.PageAsync("dog", "hybrid", user: user, limit: 50));
        await ShouldStayCloseAsync(async () => await examples.FindAsync(user, new ExampleQuestion { Query = "dog" }, default));
        await ShouldStayCloseAsync(async () => await _catalogue.PageAsync("zzz tag:person", "semantic", user: user, limit: 50));

        // The set of contents to look among is read once for all questions like it: that is all images, and the one statement that may.
        await similar.FindAsync(user, [new LikeImage(5)], everything, 50, 0, default);
        await ShouldStayCloseAsync(async () => await similar.FindAsync(user, [new LikeImage(6)], everything, 50, 0, default));
        await ShouldStayCloseAsync(async () => await examples.FindAsync(user, new ExampleQuestion { Like = [PublicId.Format(IdPrefixes.Image, 7)] }, default));
    }

    [Fact]
    public async Task Indexing_a_few_images_reads_no_table_from_end_to_end()
        => await ShouldStayCloseAsync(() => _catalogue.Inner.Database.WriteAsync((db, token) => db.PublishAsync(new ImagesChanged([1, 2, 3]), token), default));

    [Fact]
    public async Task The_images_of_a_page_are_looked_up_by_their_ids_and_not_among_all_of_their_owner()
    {
        var statements = await _catalogue.Inner.StatementsOfAsync(async () => await _catalogue.PageAsync("zzz", "semantic", user: 1, limit: 50));
        var page = statements.Where(statement => statement.Sql.Contains("thumb_hash", StringComparison.Ordinal)).ShouldHaveSingleItem();
        (await _catalogue.Inner.PlanAsync(page)).ShouldNotContain(step => step.Contains("images_by_", StringComparison.Ordinal), page.Sql);
    }

    /// <summary>No table of images, values, marks, tags or files is walked, nor is a whole shared folder.</summary>
    private async Task ShouldStayCloseAsync(Func<Task> work)
    {
        foreach (var statement in await _catalogue.Inner.StatementsOfAsync(work))
        {
            // A library has few folders and few jobs.
            if (!statement.Sql.StartsWith("SELECT", StringComparison.Ordinal) || statement.Sql.Contains("FROM \"jobs\"", StringComparison.Ordinal) || statement.Sql.Contains("FROM \"folders\"", StringComparison.Ordinal))
            {
                continue;
            }

            var plan = await _catalogue.Inner.PlanAsync(statement);
            var wide = plan.Where(step => step.StartsWith("MATERIALIZE", StringComparison.Ordinal) || step.Contains("AUTOMATIC", StringComparison.Ordinal) || step.Contains("image_files_by_state", StringComparison.Ordinal)
                || (step.StartsWith("SCAN ", StringComparison.Ordinal) && !step.Contains("VIRTUAL TABLE", StringComparison.Ordinal) && step != "SCAN CONSTANT ROW" && !plan.Contains("CO-ROUTINE " + step["SCAN ".Length..])));
            wide.ShouldBeEmpty($"{statement.Sql}\n{string.Join('\n', plan)}");
        }
    }
}
