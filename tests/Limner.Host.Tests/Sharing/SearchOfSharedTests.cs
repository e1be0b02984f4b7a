using System.Net;

namespace Limner.Host.Tests.Sharing;

/// <summary>One household for all questions: none of them changes anything. Ben sees Holiday.</summary>
public sealed class SharedHoliday : IAsyncLifetime
{
    public Household House { get; } = new();

    public async Task InitializeAsync()
    {
        await House.InitializeAsync();
        await House.Ada.SendAsync(HttpMethod.Put, $"/api/v1/images/{House.Both}/tags/family", null, HttpStatusCode.NoContent);
        await House.Ada.SendAsync(HttpMethod.Put, $"/api/v1/images/{House.Private}/tags/court", null, HttpStatusCode.NoContent);
        await House.ShareAsync(House.Holiday, people: (House.BensId, "view"));
    }

    public Task DisposeAsync() => House.DisposeAsync();
}

public sealed class SearchOfSharedTests(SharedHoliday shared) : IClassFixture<SharedHoliday>
{
    private readonly Household _house = shared.House;

    [Theory]
    [InlineData("q=holiday", "beach.png holiday.png")]
    [InlineData("q=png", "beach.png holiday.png")]
    [InlineData("q=secret", "")]
    [InlineData("q=divorce", "")]
    [InlineData("q=lawyer", "")]
    [InlineData("q=\"secret png\"", "")]
    [InlineData("q=-secret", "beach.png holiday.png")]
    [InlineData("q=-divorce png", "beach.png holiday.png")]
    [InlineData("q=-holiday", "")]
    [InlineData("q=png -beach", "holiday.png")]
    [InlineData("q=family", "holiday.png")]
    [InlineData("q=family holiday", "holiday.png")]
    [InlineData("q=family secret", "")]
    [InlineData("q=png&sort=relevance", "beach.png holiday.png")]
    [InlineData("tag=FAMILY", "holiday.png")]
    [InlineData("tag=court", "")]
    [InlineData("folder=HOLIDAY", "beach.png holiday.png")]
    [InlineData("folder=DIVORCE", "")]
    public async Task Words_and_filters_find_others_pictures_by_what_is_seen_of_them_alone(string query, string names)
    {
        query = query.Replace("HOLIDAY", _house.Holiday, StringComparison.Ordinal).Replace("DIVORCE", _house.Divorce, StringComparison.Ordinal);
        (await Household.NamesAsync(_house.Ben, query)).Order(StringComparer.Ordinal).ShouldBe(names.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var page = await Household.GetAsync(_house.Ben, $"images?{query}&limit=1");
        ((int)page["total"]!).ShouldBe(names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Its_owner_finds_a_picture_by_everything()
    {
        foreach (var word in new[] { "secret", "holiday", "divorce", "lawyer" })
        {
            (await Household.NamesAsync(_house.Ada, $"q={word}")).ShouldContain("secret.png", word);
        }
    }
}
