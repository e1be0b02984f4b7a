using Limner.Search.Pages;
using Limner.Search.Vectors;
using Limner.Storage;
using Limner.Vision.Embedding;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Search.Tests.Pages;

/// <summary>Vectors of pages beside those of pictures, with numbers that are the same.</summary>
public sealed class PageVectorTests : IAsyncLifetime
{
    private static readonly float[] North = [0, 1, 0];
    private Catalogue _catalogue = null!;

    private VectorStore Store => _catalogue.Services.GetRequiredService<VectorStore>();

    private VectorIndexes Indexes => _catalogue.Services.GetRequiredService<VectorIndexes>();

    public async Task InitializeAsync()
    {
        _catalogue = await Catalogue.CreateAsync();
        await _catalogue.Database.WriteAsync(
            (db, token) => db.Database.ExecuteSqlAsync(
                $"INSERT INTO documents (id, owner_id, name, token, kind, size, state, options, created_at, updated_at) VALUES (1, 1, 'a.pdf', 'a', 'pdf', 1, 'read', '', 0, 0)",
                token),
            default);
    }

    public async Task DisposeAsync() => await _catalogue.DisposeAsync();

    [Fact]
    public async Task A_content_and_a_page_of_the_same_number_are_told_apart()
    {
        var (pictures, pages) = (await MakeAsync("visual"), await MakeAsync(PageSpaces.Visual));
        await AddPagesAsync(7, 8);
        await SaveAsync(pictures, 7);
        await SaveAsync(pages, 7, 8);
        await _catalogue.Database.WriteAsync((db, token) => Store.RemoveAsync(db, [7], token), default);
        (await FindAsync(pictures)).ShouldBeEmpty();
        (await FindAsync(pages)).ShouldBe([7, 8]);

        await SaveAsync(pictures, 7);
        await _catalogue.Database.WriteAsync((db, token) => Store.RemoveAsync(db, PageSpaces.Visual, [7], token), default);
        (await FindAsync(pictures)).ShouldBe([7]);
        (await FindAsync(pages)).ShouldBe([8]);
    }

    [Fact]
    public async Task Pages_that_are_deleted_take_their_vectors_of_all_models_along_and_the_indexes_follow()
    {
        var (pictures, pages, meanings) = (await MakeAsync("visual"), await MakeAsync(PageSpaces.Visual), await MakeAsync(PageSpaces.Meaning));
        await AddPagesAsync(7, 8, 9);
        await SaveAsync(pictures, 7);
        await SaveAsync(pages, 7, 8, 9);
        await SaveAsync(meanings, 7);
        (await FindAsync(pages)).ShouldBe([7, 8, 9]);
        (await FindAsync(meanings)).ShouldBe([7]);

        // With the document, as people delete it.
        await _catalogue.Database.WriteAsync((db, token) => db.Database.ExecuteSqlAsync($"DELETE FROM document_pages WHERE id <> 9", token), default);
        (await FindAsync(pages)).ShouldBe([9]);
        (await FindAsync(meanings)).ShouldBeEmpty();
        (await FindAsync(pictures)).ShouldBe([7]);
        await SaveAsync(pages, 9);
        await FindAsync(pages);
        Indexes.Of(pages).Count.ShouldBe(1, "the next change takes over what the trigger wrote down");

        await _catalogue.Database.WriteAsync((db, token) => db.Database.ExecuteSqlAsync($"DELETE FROM documents", token), default);
        (await FindAsync(pages)).ShouldBeEmpty();

        // The number is given anew, before the index has heard of anything.
        await _catalogue.Database.WriteAsync(
            (db, token) => db.Database.ExecuteSqlAsync($"INSERT INTO documents (id, owner_id, name, token, kind, size, state, options, created_at, updated_at) VALUES (1, 1, 'b.pdf', 'b', 'pdf', 1, 'read', '', 0, 0)", token), default);
        await AddPagesAsync(9);
        (await FindAsync(pages)).ShouldBeEmpty();
        await SaveAsync(pages, 9);
        (await FindAsync(pages)).ShouldBe([9]);
    }

    private Task<VectorSpace> MakeAsync(string kind)
        => _catalogue.Database.WriteAsync((db, token) => VectorStore.EnsureSpaceAsync(db, kind, "model", North.Length, new LikenessScale(0.5, 10), token), default);

    private Task AddPagesAsync(params long[] ids)
        => _catalogue.Database.WriteAsync(
            async (db, token) =>
            {
                foreach (var id in ids)
                {
                    await db.Database.ExecuteSqlAsync($"INSERT INTO document_pages (id, document_id, number, state) VALUES ({id}, 1, {id}, 'read')", token);
                }
            },
            default);

    private Task SaveAsync(VectorSpace space, params long[] ids)
        => _catalogue.Database.WriteAsync((db, token) => Store.SaveAsync(db, space, [.. ids.Select(id => (id, new ReadOnlyMemory<float>(North)))], token), default);

    private async Task<IEnumerable<long>> FindAsync(VectorSpace space) => (await Indexes.Of(space).SearchAsync(new VectorQuery(North, 10), default)).Select(hit => hit.ContentId).Order();
}
