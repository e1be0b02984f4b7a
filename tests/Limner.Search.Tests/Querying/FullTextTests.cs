namespace Limner.Search.Tests.Querying;

public class FullTextTests
{
    [Theory]
    [InlineData("가족", "우리가족사진.jpg")]
    [InlineData("족사", "우리가족사진.jpg")]
    [InlineData("사진", "우리가족사진.jpg")]
    [InlineData("진", "우리가족사진.jpg")]
    [InlineData("가족사진", "우리가족사진.jpg")]
    [InlineData("京タ", "東京タワー夜景.jpg")]
    [InlineData("タワー", "東京タワー夜景.jpg")]
    [InlineData("夜景", "東京タワー夜景.jpg")]
    [InlineData("景", "東京タワー夜景.jpg")]
    [InlineData("우리 사진", "우리가족사진.jpg")]
    [InlineData("\"족사진\"", "우리가족사진.jpg")]
    [InlineData("bea", "Beach Party 12.jpg")]
    [InlineData("party beach", "Beach Party 12.jpg")]
    [InlineData("BEACH", "Beach Party 12.jpg")]
    [InlineData("\"beach party\"", "Beach Party 12.jpg")]
    [InlineData("\"beach par", "")]
    [InlineData("\"party beach\"", "")]
    [InlineData("ete", "Été à Málaga.jpg")]
    [InlineData("málaga", "Été à Málaga.jpg")]
    [InlineData("MALAGA été", "Été à Málaga.jpg")]
    [InlineData("dsc0123", "DSC01234.jpg")]
    [InlineData("DSC01234.jpg", "DSC01234.jpg")]
    [InlineData("\"dsc01234\"", "DSC01234.jpg")]
    [InlineData("01234", "DSC01234.jpg")]
    [InlineData("jpg -beach -dsc01234 -été", "東京タワー夜景.jpg|우리가족사진.jpg")]
    [InlineData("-jpg", "")]
    [InlineData("jpg -\"beach party\" -タワー -가족 -dsc01234", "Été à Málaga.jpg")]
    [InlineData("-be jpg -가족 -夜 -été -dsc01234", "Beach Party 12.jpg")]
    [InlineData("%%%", "")]
    [InlineData("nothing", "")]
    public async Task A_query_finds_what_it_says(string query, string names)
    {
        await using var catalogue = await Catalogue.CreateAsync();
        foreach (var name in new[] { "우리가족사진.jpg", "東京タワー夜景.jpg", "Beach Party 12.jpg", "Été à Málaga.jpg", "DSC01234.jpg" })
        {
            await catalogue.AddAsync($"Photos/{name}");
        }

        (await catalogue.FindAsync(query)).ShouldBe(names.Split('|', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("lisbon")]
    [InlineData("summer")]
    [InlineData("photos")]
    [InlineData("dining")]
    [InlineData("\"dining table\"")]
    [InlineData("canon")]
    [InlineData("r6")]
    [InlineData("2024")]
    [InlineData("may")]
    [InlineData("2024-05")]
    [InlineData("2024-05-03")]
    [InlineData("20240503")]
    [InlineData("dining lisbon canon may beach")]
    public async Task Folders_tags_cameras_and_dates_are_searched_like_names(string query)
    {
        await using var catalogue = await Catalogue.CreateAsync();
        await catalogue.AddAsync("Photos/Summer/Lisbon/beach.jpg", ["dining table"], "2024-05-03T10:00:00", "Canon EOS R6");
        await catalogue.AddAsync("Else/other.png", ["car"], "2019-12-24", "NIKON Z 6");
        (await catalogue.FindAsync(query)).ShouldBe(["beach.jpg"]);
    }

    [Fact]
    public async Task A_match_in_tag_or_name_ranks_before_one_in_the_folder()
    {
        await using var catalogue = await Catalogue.CreateAsync();
        await catalogue.AddAsync("Photos/one.jpg", ["dog"]);
        await catalogue.AddAsync("dog/two.jpg");
        await catalogue.AddAsync("Photos/dog three.jpg");
        await catalogue.AddAsync("Photos/four.jpg");
        (await catalogue.PageAsync("dog")).Items.Select(image => image.Name).ShouldBe(["one.jpg", "dog three.jpg", "two.jpg"], ignoreOrder: false);
    }

    [Fact]
    public async Task A_query_of_quotes_and_hyphens_alone_is_still_being_typed()
    {
        await using var catalogue = await Catalogue.CreateAsync();
        await catalogue.AddAsync("Photos/one.jpg");
        (await catalogue.FindAsync(" - \"\" ")).ShouldBe(["one.jpg"]);
    }
}
