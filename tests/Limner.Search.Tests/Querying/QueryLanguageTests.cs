using Limner.Kernel.Errors;
using Limner.Library;
using Limner.Search.Querying;
using Limner.Search.Querying.Language;
using Microsoft.EntityFrameworkCore;

namespace Limner.Search.Tests.Querying;

public sealed class QueryLanguageTests : IClassFixture<QueryLanguageTests.Album>
{
    private readonly Catalogue _catalogue;

    public QueryLanguageTests(Album album) => _catalogue = album.Catalogue;

    [Theory]
    [InlineData("tag:dog", "beach cat-and-dog")]
    [InlineData("tag:DOG", "beach cat-and-dog")]
    [InlineData("tag:\"dining table\"", "kitchen")]
    [InlineData("tag:animal", "beach cat-and-dog")]
    [InlineData("-tag:dog", "kitchen receipt")]
    [InlineData("NOT tag:dog", "kitchen receipt")]
    [InlineData("NOT NOT tag:dog", "beach cat-and-dog")]
    [InlineData("tag:dog tag:cat", "cat-and-dog")]
    [InlineData("tag:dog AND tag:cat", "cat-and-dog")]
    [InlineData("tag:cat OR tag:\"dining table\"", "cat-and-dog kitchen")]
    [InlineData("tag:cat OR kitchen", "cat-and-dog kitchen")]
    [InlineData("receipt OR kitchen", "kitchen receipt")]
    [InlineData("kitchen OR tag:dog beach", "beach kitchen")]
    [InlineData("(kitchen OR tag:dog) -beach", "cat-and-dog kitchen")]
    [InlineData("(kitchen OR tag:dog) AND NOT (beach OR tag:cat)", "kitchen")]
    [InlineData("jpg -(kitchen OR receipt)", "beach cat-and-dog")]
    [InlineData("jpg (kitchen OR -tag:dog)", "kitchen receipt")]
    [InlineData("camera:Canon", "beach")]
    [InlineData("camera:\"canon eos r6\"", "beach")]
    [InlineData("camera:\"canon\"", "")]
    [InlineData("date:2024", "beach cat-and-dog")]
    [InlineData("date:2024-05", "beach")]
    [InlineData("date:2024-05-03", "beach")]
    [InlineData("date:2024-05..2024-08", "beach cat-and-dog")]
    [InlineData("date:..2023", "kitchen receipt")]
    [InlineData("date:2024-06..", "cat-and-dog")]
    [InlineData("date:>=2024-08", "cat-and-dog")]
    [InlineData("date:>2024-05", "cat-and-dog")]
    [InlineData("date:<2020", "receipt")]
    [InlineData("date:<=2020", "kitchen receipt")]
    [InlineData("rating:5", "beach")]
    [InlineData("rating:>=3", "beach kitchen")]
    [InlineData("rating:>3", "beach")]
    [InlineData("rating:<5", "kitchen")]
    [InlineData("rating:2..4", "kitchen")]
    [InlineData("rating:none", "cat-and-dog receipt")]
    [InlineData("is:favorite", "kitchen")]
    [InlineData("is:favourite", "kitchen")]
    [InlineData("-is:favorite", "beach cat-and-dog receipt")]
    [InlineData("is:archived", "archived")]
    [InlineData("is:archived OR kitchen", "archived kitchen")]
    [InlineData("is:mine", "beach cat-and-dog kitchen receipt")]
    [InlineData("is:landscape", "beach cat-and-dog receipt")]
    [InlineData("is:portrait", "kitchen")]
    [InlineData("is:square", "")]
    [InlineData("in:summer", "beach")]
    [InlineData("in:Home/2020", "kitchen")]
    [InlineData("in:Home/20", "")]
    [InlineData("in:2020", "kitchen")]
    [InlineData("in:home/2020", "kitchen")]
    [InlineData("in:20", "")]
    [InlineData("in:kitchen.jpg", "")]
    [InlineData("in:%", "")]
    [InlineData("in:2_20", "")]
    [InlineData("in:fld_1", "beach")]
    [InlineData("text:total", "receipt")]
    [InlineData("text:receipt", "")]
    [InlineData("text:\"total 42\"", "receipt")]
    [InlineData("-text:total", "beach cat-and-dog kitchen")]
    [InlineData("text:%%%", "")]
    [InlineData("name:kit", "kitchen")]
    [InlineData("name:dining", "")]
    [InlineData("person:anna", "beach kitchen")]
    [InlineData("person:kim", "beach")]
    [InlineData("person:maria", "beach")]
    [InlineData("person:ann", "beach kitchen")]
    [InlineData("person:\"anna\"", "kitchen")]
    [InlineData("person:\"Anna Maria Kim\"", "beach")]
    [InlineData("person:nna", "")]
    [InlineData("place:Seoul", "beach")]
    [InlineData("place:KR", "beach")]
    [InlineData("place:kr/seoul", "beach")]
    [InlineData("near:37.5,127", "beach")]
    [InlineData("near:37.5,127,1km", "")]
    [InlineData("near:37.57,126.98,1", "beach")]
    [InlineData("has:location", "beach")]
    [InlineData("has:people", "beach kitchen")]
    [InlineData("has:text", "receipt")]
    [InlineData("has:tags", "beach cat-and-dog kitchen")]
    [InlineData("has:camera", "beach")]
    [InlineData("type:jpg", "beach cat-and-dog receipt")]
    [InlineData("type:png", "kitchen")]
    [InlineData("type:raw", "")]
    [InlineData("color:teal", "beach")]
    [InlineData("colour:Cyan", "beach")]
    [InlineData("color:#1a9a92", "beach")]
    [InlineData("color:red", "")]
    [InlineData("color:teal OR color:white", "beach receipt")]
    [InlineData("TAG:dog Camera:canon", "beach")]
    [InlineData("tag:dog \"beach\" date:2024", "beach")]
    public async Task A_query_finds_what_it_says(string query, string names)
        => (await _catalogue.FindAsync(query)).Select(name => name.Split('.')[0]).ShouldBe(names.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [InlineData("12:30", "notes")]
    [InlineData("https://example.org", "notes")]
    [InlineData("or", "notes")]
    [InlineData("and or", "notes")]
    [InlineData("copy(2)", "notes")]
    [InlineData("copy (2)", "notes")]
    [InlineData("-copy(3)", "notes")]
    [InlineData("-copy(2)", "")]
    [InlineData("copy :)", "notes")]
    [InlineData("NEAR(copy notes, 2)", "")]
    [InlineData("notes' OR '1'='1", "notes")]
    [InlineData("'; DROP TABLE images; --", "")]
    [InlineData("name_tags}:", "")]
    [InlineData("ملاحظات", "notes")]
    [InlineData("🏖️", "notes")]
    [InlineData("copy %%%", "notes")]
    public async Task Words_that_hold_no_operator_are_looked_for_as_ever(string query, string names)
    {
        await using var catalogue = await Catalogue.CreateAsync();
        await catalogue.AddAsync("A/notes 12-30 https example.org and or copy(2) ملاحظات 🏖️ 1.jpg");
        (await catalogue.FindAsync(query)).Select(name => name.Split(' ')[0]).ShouldBe(names.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("dog OR", 4, 2, "Nothing follows OR.")]
    [InlineData("OR dog", 0, 2, "Nothing stands before OR.")]
    [InlineData("a OR OR b", 2, 2, "Nothing follows OR.")]
    [InlineData("dog AND", 4, 3, "Nothing follows AND.")]
    [InlineData("AND dog", 0, 3, "Nothing stands before AND.")]
    [InlineData("a AND OR b", 2, 3, "Nothing follows AND.")]
    [InlineData("a NOT", 2, 3, "Nothing follows NOT.")]
    [InlineData("🏖️ (dog", 4, 1, "The parenthesis is not closed.")]
    [InlineData("(dog))", 5, 1, "No parenthesis is open here.")]
    [InlineData("a ()", 2, 2, "Nothing stands in the parentheses.")]
    [InlineData("(a OR ) b", 3, 2, "Nothing follows OR.")]
    [InlineData("tag:", 0, 4, "tag: wants a value, as in tag:dog.")]
    [InlineData("a tag: b", 2, 4, "tag: wants a value, as in tag:dog.")]
    [InlineData("tag:\"\"", 0, 6, "tag: wants a value, as in tag:dog.")]
    [InlineData("x rating:9", 2, 8, "A rating reads 4, >=4, <3, 2..4 or none.")]
    [InlineData("rating:>5", 0, 9, "A rating reads 4, >=4, <3, 2..4 or none.")]
    [InlineData("rating:4..2", 0, 11, "A rating reads 4, >=4, <3, 2..4 or none.")]
    [InlineData("date:May", 0, 8, "A date reads 2024, 2024-05, 2024-05-31, 2024-05..2024-08, ..2024 or >=2024-05.")]
    [InlineData("date:..", 0, 7, "A date reads 2024, 2024-05, 2024-05-31, 2024-05..2024-08, ..2024 or >=2024-05.")]
    [InlineData("date:2024-05..2023", 0, 18, "The range ends before it begins. A date reads 2024, 2024-05, 2024-05-31, 2024-05..2024-08, ..2024 or >=2024-05.")]
    [InlineData("date:2024-13", 0, 12, "There is no month 13. A date reads 2024, 2024-05, 2024-05-31, 2024-05..2024-08, ..2024 or >=2024-05.")]
    [InlineData("date:2023..2024-00", 0, 18, "There is no month 00. A date reads 2024, 2024-05, 2024-05-31, 2024-05..2024-08, ..2024 or >=2024-05.")]
    [InlineData("date:>2023-02-29", 0, 16, "2023-02 has no day 29. A date reads 2024, 2024-05, 2024-05-31, 2024-05..2024-08, ..2024 or >=2024-05.")]
    [InlineData("date:>", 0, 6, "A date reads 2024, 2024-05, 2024-05-31, 2024-05..2024-08, ..2024 or >=2024-05.")]
    [InlineData("is:nice", 0, 7, "It is one of favorite, archived, mine, landscape, portrait and square.")]
    [InlineData("near:nowhere-at-all", 0, 19, "No city that is known is called nowhere-at-all. Near reads 37.57,126.98 or Seoul, with a distance behind a comma if it is not 25km: near:Seoul,10km. At most 500km.")]
    [InlineData("near:91,0", 0, 9, "Latitudes lie between -90 and 90 degrees. Near reads 37.57,126.98 or Seoul, with a distance behind a comma if it is not 25km: near:Seoul,10km. At most 500km.")]
    [InlineData("near:1e9,1", 0, 10, "Near reads 37.57,126.98 or Seoul, with a distance behind a comma if it is not 25km: near:Seoul,10km. At most 500km.")]
    [InlineData("near:1,2,501km", 0, 14, "Near reads 37.57,126.98 or Seoul, with a distance behind a comma if it is not 25km: near:Seoul,10km. At most 500km.")]
    [InlineData("in:Home/../x", 0, 12, "A folder's or directory's name, with those below it behind slashes: in:Holidays/2024.")]
    public async Task A_query_that_cannot_be_read_is_refused_with_the_place(string query, int position, int length, string detail)
    {
        var failure = (await Should.ThrowAsync<LimnerException>(() => _catalogue.FindAsync(query))).Failure;
        (failure.Error, failure.Field, failure.Position, failure.Length, failure.Detail).ShouldBe((ErrorCatalogue.QueryMalformed, "q", position, length, detail));
    }

    [Fact]
    public async Task What_a_query_may_cost_is_bounded()
    {
        await ShouldRefuseAsync(new string('(', 13) + "a" + new string(')', 13), "At most 12 levels of parentheses and NOT.");
        await ShouldRefuseAsync(string.Concat(Enumerable.Repeat("NOT ", 13)) + "a", "At most 12 levels of parentheses and NOT.");
        await ShouldRefuseAsync(string.Join(' ', Enumerable.Repeat("tag:a", 33)), "At most 32 fields.");
        await ShouldRefuseAsync(string.Join(" OR ", Enumerable.Repeat("a", 33)), "At most 32 words.");
        (await _catalogue.FindAsync(string.Join(" OR ", Enumerable.Repeat("kitchen", 32)))).ShouldBe(["kitchen.jpg"]);
        (await _catalogue.FindAsync(string.Join(" OR ", Enumerable.Repeat("tag:cat", 32)))).ShouldBe(["cat-and-dog.jpg"]);
        (await _catalogue.FindAsync(new string('(', 12) + "kitchen" + new string(')', 12))).ShouldBe(["kitchen.jpg"]);

        async Task ShouldRefuseAsync(string query, string detail)
            => (await Should.ThrowAsync<LimnerException>(() => _catalogue.FindAsync(query))).Failure.Detail.ShouldBe(detail);
    }

    [Fact]
    public async Task Parameters_and_the_query_narrow_together_by_the_same_rules()
    {
        (await NamesAsync(new FilterParameters { Q = "-tag:cat", Tags = ["dog"] })).ShouldBe(["beach.jpg"]);
        (await NamesAsync(new FilterParameters { Q = "is:archived", Archived = "false" })).ShouldBeEmpty();
        (await NamesAsync(new FilterParameters { Q = "date:2024", From = "2024-06" })).ShouldBe(["cat-and-dog.jpg"]);

        async Task<string[]> NamesAsync(FilterParameters asked)
        {
            var filter = ImageFilter.Parse(asked, _catalogue.Gazetteer);
            return [.. (await _catalogue.Search.PageAsync(1, filter, ImageOrders.Parse(null, filter), 50, null, default)).Items.Select(image => image.Name)];
        }
    }

    [Fact]
    public void A_query_is_taken_apart_for_whoever_shows_it()
    {
        var view = QueryView.Of("beach -tag:\"dining table\" (a OR b) \"red cup\" NOT (c d)", _catalogue.Gazetteer);
        view.Problem.ShouldBeNull();
        view.UsesOperators.ShouldBeTrue();
        view.Terms.Select(term => (term.Kind, term.Text, term.Field, term.Value, term.Negated)).ShouldBe([
            (QueryTermKind.Word, "beach", null, "beach", false),
            (QueryTermKind.Field, "-tag:\"dining table\"", "tag", "dining table", true),
            (QueryTermKind.Choice, "(a OR b)", null, null, false),
            (QueryTermKind.Phrase, "\"red cup\"", null, "red cup", false),
            (QueryTermKind.Group, "NOT (c d)", null, null, true),
        ]);
        var broken = QueryView.Of("a (b", _catalogue.Gazetteer);
        broken.Terms.ShouldBeEmpty();
        broken.Problem.ShouldBe(new QueryProblemView("The parenthesis is not closed.", 2, 1));
    }

    public sealed class Album : IAsyncLifetime
    {
        public Catalogue Catalogue { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Catalogue = await Catalogue.CreateAsync();
            var beach = await Catalogue.AddAsync("Summer/beach.jpg", ["dog"], "2024-05-03T10:00:00", "Canon EOS R6", at: (37.57, 126.98));
            var both = await Catalogue.AddAsync("Home/cat-and-dog.jpg", ["cat", "dog"], "2024-08-31T23:59:59");
            var kitchen = await Catalogue.AddAsync("Home/2020/kitchen.jpg", ["dining table"], "2020-01-01");
            var receipt = await Catalogue.AddAsync("Home/receipt.jpg", [], "2019-12-31");
            var archived = await Catalogue.AddAsync("Home/archived.jpg", [], "2021-01-01");
            await Catalogue.ExecuteAsync($"INSERT INTO tags (owner_id, name, name_key, created_at) VALUES (1, 'animal', 'animal', 0)");
            await Catalogue.ExecuteAsync($"INSERT INTO tag_ancestors (tag_id, ancestor_id, steps) SELECT dog.id, animal.id, 1 FROM tags dog, tags animal WHERE dog.name = 'dog' AND animal.name = 'animal'");
            await Catalogue.ExecuteAsync($"UPDATE images SET archived_at = 1 WHERE id = {archived}");
            await Catalogue.ExecuteAsync($"INSERT INTO image_marks (user_id, image_id, favourite, rating) VALUES (1, {beach}, 0, 5), (1, {kitchen}, 1, 3), (2, {both}, 1, 5)");
            await Catalogue.ExecuteAsync($"UPDATE image_values SET people = {"[{\"name\":\"Anna Maria Kim\"}]"} WHERE image_id = {beach}");
            await Catalogue.ExecuteAsync($"UPDATE image_values SET people = {"[{\"name\":\"Anna\"}]"} WHERE image_id = {kitchen}");
            await Catalogue.ExecuteAsync($"UPDATE contents SET media_type = 'image/png', width = 3, height = 4 WHERE id = (SELECT content_id FROM images WHERE id = {kitchen})");
            await Catalogue.ExecuteAsync($"UPDATE contents SET palette = {"[{\"hex\":\"#1a9a92\",\"share\":0.6},{\"hex\":\"#e02020\",\"share\":0.05}]"} WHERE id = (SELECT content_id FROM images WHERE id = {beach})");
            await Catalogue.ExecuteAsync($"UPDATE contents SET palette = {"[{\"hex\":\"#ffffff\",\"share\":0.9}]"} WHERE id = (SELECT content_id FROM images WHERE id = {receipt})");
            await Catalogue.ExecuteAsync($"INSERT INTO text_lines (content_id, position, text, confidence, engine, quad, words) SELECT content_id, 0, 'Total 42.00', 1, 'test', '[]', '[]' FROM images WHERE id = {receipt}");
            await Catalogue.Database.WriteAsync((db, token) => db.PublishAsync(new ImagesChanged([beach, both, kitchen, receipt, archived]), token), default);
        }

        public async Task DisposeAsync() => await Catalogue.DisposeAsync();
    }
}
