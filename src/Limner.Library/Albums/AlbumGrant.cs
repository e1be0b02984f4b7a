namespace Limner.Library.Albums;

/// <summary>
/// Which images of others somebody sees because of albums, for statements that have to be written in SQL. An album gives view to what the image's own
/// owner put there, and to what lies in the folder that it follows (which is the album owner's): nobody gives on what is only shared with them.
/// </summary>
internal static class AlbumGrant
{
    /// <summary>The ids of the albums that a user sees.</summary>
    /// <param name="user">The name of a parameter, or a placeholder such as <c>{0}</c>.</param>
    public static string AlbumsOf(string user)
        => $"SELECT s.album_id FROM album_shares s WHERE s.user_id = {user} OR s.user_id IS NULL UNION ALL SELECT o.id FROM albums o WHERE o.owner_id = {user}";

    /// <summary>Whether a file is shown by an album that follows its folder. Both are known by the aliases of their tables.</summary>
    public static string FileIsIn(string file, string album)
        => $"{file}.state IN ('ready', 'pending') AND ({album}.sub_path = '' OR ({file}.relative_path > {album}.sub_path || '/' AND {file}.relative_path < {album}.sub_path || '0'))";

    /// <summary>Whether an album gives view of an image: asked of one row of <c>images</c>.</summary>
    public static string Of(string image, string user) =>
        $"""
        (EXISTS (SELECT 1 FROM album_images m WHERE m.image_id = {image}.id AND m.added_by = {image}.owner_id AND m.album_id IN ({AlbumsOf(user)}))
         OR EXISTS ({Files("1", image, user)}))
        """;

    /// <summary>The images that albums give view of, as one set.</summary>
    public static string All(string user) =>
        $"""
        SELECT m.image_id FROM album_images m
        WHERE m.album_id IN ({AlbumsOf(user)}) AND m.added_by = (SELECT g.owner_id FROM images g WHERE g.id = m.image_id)
        UNION ALL
        SELECT f.image_id FROM albums a JOIN image_files f ON f.folder_id = a.folder_id
        WHERE a.id IN ({AlbumsOf(user)}) AND {FileIsIn("f", "a")}
        """;

    /// <summary>The name of an image in a folder that an album follows; null when there is none.</summary>
    public static string NameOf(string image, string user) => $"({Files("f.name", image, user)} ORDER BY f.state = 'ready' DESC, f.id LIMIT 1)";

    private static string Files(string what, string image, string user)
        => $"SELECT {what} FROM image_files f JOIN albums a ON a.folder_id = f.folder_id WHERE f.image_id = {image}.id AND {FileIsIn("f", "a")} AND a.id IN ({AlbumsOf(user)})";
}
