using Limner.Library;
using Microsoft.Extensions.DependencyInjection;
using FsCheck;
using FsCheck.Fluent;
using Limner.Kernel.Errors;
using Limner.Search.Querying;
using Limner.Search.Querying.Language;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Tests.Querying;

public class HostileQueryTests
{
    private static readonly string[] Syntax =
    [
        "\"", "'", "*", "(", ")", "{", "}", ":", "^", "+", "-", "--", "AND", "OR", "NOT", "NEAR", "NEAR(a b, 2)", "name:", "{name tags}:", "rowid", "search_index", "\\", "%", "_", ";", "\0", "\uD83C", "🏖️",
        "가", "가나", "ー", "\u0301", "\u200D", "a", "b*", "“", "”", "\t", "\n", " ", "2024-05", "1=1", "--x", "-\"", "\"-", "''", "\uFFFD", "ﷺ", "①",
    ];

    [Fact]
    public Task Nothing_a_person_types_is_read_as_index_syntax() => TypeAsync(600);

    [Fact]
    [Trait("run", "full")]
    public Task Nothing_that_many_people_type_is_read_as_index_syntax() => TypeAsync(6000);

    private static async Task TypeAsync(int times)
    {
        await using var catalogue = await Catalogue.CreateAsync();
        await catalogue.AddAsync("Photos/a b 가나.jpg");
        await using var db = catalogue.Database.Read();
        var visibility = catalogue.Services.GetRequiredService<Visibility>();
        var pieces = Gen.Elements(Syntax).ArrayOf().Select(parts => string.Concat(parts));
        var spaced = Gen.Elements(Syntax).ArrayOf().Select(parts => string.Join(' ', parts));
        var anything = ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "");
        foreach (var text in Gen.OneOf(pieces, spaced, anything).Sample(times).Concat(Syntax))
        {
            if (!TryParse(text, catalogue, out var query))
            {
                continue;
            }

            foreach (var expression in new[] { query.Match, query.Exclude }.OfType<string>())
            {
                try
                {
                    _ = SearchHitRow.Matching(db, expression, new Searcher(visibility, 1, WithShared: false, WithAlbums: false)).Count();
                    _ = SearchHitRow.Ranked(db, expression, new Searcher(visibility, 1, WithShared: true, WithAlbums: false)).Count();
                    _ = SearchHitRow.Ranked(db, expression, new Searcher(visibility, 1, WithShared: true, WithAlbums: true)).Count();
                }
                catch (Exception exception)
                {
                    throw new InvalidOperationException($"«{text}» became {expression}", exception);
                }
            }
        }
    }

    [Fact]
    public async Task A_very_long_query_costs_a_bounded_number_of_look_ups()
    {
        await using var catalogue = await Catalogue.CreateAsync();
        await catalogue.AddAsync("Photos/a.jpg");
        (await catalogue.FindAsync(string.Join(' ', Enumerable.Repeat("a", 500)))).ShouldBe(["a.jpg"]);
        SearchQuery.Parse(string.Join(' ', Enumerable.Repeat("a", 500)), catalogue.Gazetteer).Match!.Split(" AND ").Length.ShouldBe(WordExpressions.MaxWords);
        var failure = await Should.ThrowAsync<LimnerException>(() => catalogue.FindAsync(new string('a', 1001)));
        failure.Failure.ShouldBe(ErrorCatalogue.Validation.With("A query has at most 1000 characters.", "q"));
    }

    /// <summary>A query that cannot be read names a place in it; any other failure is one of the parser.</summary>
    private static bool TryParse(string text, Catalogue catalogue, out SearchQuery query)
    {
        try
        {
            query = SearchQuery.Parse(text, catalogue.Gazetteer);
            return true;
        }
        catch (LimnerException failure) when (failure.Failure.Error == ErrorCatalogue.QueryMalformed)
        {
            query = SearchQuery.Everything;
            failure.Failure.Position.ShouldNotBeNull().ShouldBeInRange(0, text.Length);
            (failure.Failure.Position!.Value + failure.Failure.Length.ShouldNotBeNull()).ShouldBeLessThanOrEqualTo(text.Length);
            return false;
        }
        catch (LimnerException failure) when (failure.Failure.Error == ErrorCatalogue.Validation && text.Length > SearchQuery.MaxLength)
        {
            query = SearchQuery.Everything;
            return false;
        }
    }
}
