using Limner.Library.Thumbnails;
using Microsoft.EntityFrameworkCore;

namespace Limner.Library.Tests.Thumbnails;

public sealed class ShownImagesTests
{
    [Fact]
    public async Task Who_sees_an_image_is_asked_once_until_anything_is_written()
    {
        await using var library = await Library.StartAsync();
        library.Folder.AddFile("a.jpg", PictureFolder.Photograph());
        var folder = await library.AddFolderAsync();
        await library.ScanAsync(folder);
        var other = await library.AddUserAsync("berta");
        var image = (await library.ImagesAsync(folder)).Single().Id;
        var shown = library.Get<ShownImages>();
        (await FindAsync(other)).ShouldBeFalse();

        await WriteAsync($"INSERT INTO folder_shares (folder_id, user_id, access, created_at) VALUES ({folder.Id}, {other}, 'view', 0)");
        (await FindAsync(other)).ShouldBeTrue("that one does not see it is not remembered");
        var queries = library.Queries.Count;
        (await FindAsync(other)).ShouldBeTrue();
        library.Queries.Count.ShouldBe(queries, "it is remembered");

        await WriteAsync($"DELETE FROM folder_shares");
        (await FindAsync(other)).ShouldBeFalse("not for a moment longer");
        (await FindAsync(folder.OwnerId)).ShouldBeTrue();
        await WriteAsync($"UPDATE images SET removed_at = 1");
        (await FindAsync(folder.OwnerId)).ShouldBeFalse();

        async Task<bool> FindAsync(long user) => await shown.FindAsync(user, image, CancellationToken.None) is not null;

        // The event tells who chooses the way to ask; what is tested here needs none.
        Task WriteAsync(FormattableString sql) => library.Database.WriteAsync(
            async (db, token) =>
            {
                await db.Database.ExecuteSqlAsync(sql, token);
                await db.PublishAsync(new FolderSharesChanged(folder.Id), token);
            },
            CancellationToken.None);
    }
}
