using Limner.Kernel.Errors;
using Limner.Search.Retrieval;
using Limner.Search.Tests.Fusion;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Search.Tests.Retrieval;

public sealed class ExampleRetrievalTests : IAsyncLifetime
{
    private MeaningCatalogue _catalogue = null!;

    private IExampleRetrieval Retrieval => _catalogue.Services.GetRequiredService<IExampleRetrieval>();

    public async Task InitializeAsync() => _catalogue = await MeaningCatalogue.CreateAsync();

    public async Task DisposeAsync() => await _catalogue.DisposeAsync();

    [Fact]
    public async Task Examples_are_relevant_and_unlike_one_another()
    {
        // The oldest, with as many words as the others: the text ranks it last, and so does its meaning.
        await _catalogue.AddAsync("Photos/dog same other.jpg", [0.6f, 0, 0.8f, 0]);
        for (var i = 0; i < 4; i++)
        {
            await _catalogue.AddAsync($"Photos/dog same {i}.jpg", [1, 0.01f * i, 0, 0]);
        }

        (await FindAsync("dog", lambda: 1)).ShouldNotContain("dog same other.jpg");
        (await FindAsync("dog", lambda: 0.3))[1].ShouldBe("dog same other.jpg");
    }

    [Fact]
    public async Task The_same_question_to_the_same_state_has_one_answer_and_a_write_is_another_state()
    {
        for (var i = 0; i < 12; i++)
        {
            await _catalogue.AddAsync($"Photos/dog {i}.jpg", [1, i % 3, i % 2, 0], ["b", "a"]);
        }

        var one = await Retrieval.FindAsync(1, new ExampleQuestion { Query = "dog" }, default);
        var again = await Retrieval.FindAsync(1, new ExampleQuestion { Query = "dog" }, default);
        (one.Items.Count, one.Model).ShouldBe((5, _catalogue.Model.Model));
        again.State.ShouldBe(one.State.ShouldNotBeNull());
        again.Items.Select(item => item.ImageId).ShouldBe(one.Items.Select(item => item.ImageId), ignoreOrder: false);
        one.Items[0].Tags.ShouldBe(["a", "b"], ignoreOrder: false);
        one.Items.ShouldAllBe(item => item.Score > 0 && item.Score <= 1 && item.TextRank != null);
        await _catalogue.AddAsync("Photos/dog new.jpg", [1, 0, 0, 0]);
        (await Retrieval.FindAsync(1, new ExampleQuestion { Query = "dog" }, default)).State.ShouldNotBe(one.State);
    }

    [Fact]
    public async Task What_a_person_does_not_see_is_no_example_and_what_is_shared_says_whose_it_is()
    {
        await _catalogue.AddAsync("Photos/dog.jpg", [1, 0, 0, 0]);
        await _catalogue.AddAsync("Ben/dog of ben.jpg", [1, 0, 0, 0], owner: 2);
        (await FindAsync("dog")).ShouldBe(["dog.jpg"]);
        await _catalogue.Inner.ShareEverythingAsync(with: 1);
        var found = await Retrieval.FindAsync(1, new ExampleQuestion { Query = "dog" }, default);
        found.Items.Select(item => (item.Name, item.Rights.IsOwn, item.Rights.Owner.UserName)).ShouldBe([("dog.jpg", true, "anna"), ("dog of ben.jpg", false, "ben")], ignoreOrder: true);
    }

    [Fact]
    public async Task Queries_of_filters_alone_and_pictures_that_nobody_has_looked_at_give_examples_too()
    {
        await _catalogue.AddAsync("Photos/one.jpg", null, ["dog"]);
        await _catalogue.AddAsync("Photos/two.jpg", null, ["cat"]);
        (await FindAsync("tag:dog")).ShouldBe(["one.jpg"]);
        (await FindAsync("nothing")).ShouldBeEmpty();
        (await Should.ThrowAsync<LimnerException>(() => Retrieval.FindAsync(1, new ExampleQuestion { Query = " " }, default))).Failure.Field.ShouldBe("query");
    }

    private async Task<List<string>> FindAsync(string query, double lambda = 0.7, int count = 3)
        => [.. (await Retrieval.FindAsync(1, new ExampleQuestion { Query = query, Lambda = lambda, Count = count }, default)).Items.Select(item => item.Name)];
}
