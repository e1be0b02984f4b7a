-- What people gather pictures in. With a folder an album has no pictures of its own: it shows what lies in the folder, or in a directory of it.
CREATE TABLE albums (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    parent_id INTEGER REFERENCES albums (id) ON DELETE SET NULL,
    name TEXT NOT NULL,
    description TEXT,
    sort TEXT NOT NULL CHECK (sort IN ('manual', 'newest', 'oldest', 'name')),
    cover_image_id INTEGER REFERENCES images (id) ON DELETE SET NULL,
    folder_id INTEGER REFERENCES folders (id) ON DELETE CASCADE,
    sub_path TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CHECK ((folder_id IS NULL) = (sub_path IS NULL)),
    CHECK (folder_id IS NULL OR sort <> 'manual')
) STRICT;
CREATE INDEX albums_by_owner ON albums (owner_id, id);
CREATE INDEX albums_by_parent ON albums (parent_id);
CREATE INDEX albums_by_folder ON albums (folder_id, id, owner_id, sub_path);
CREATE INDEX albums_by_cover ON albums (cover_image_id);

-- Positions have gaps, so that moving some writes only those.
CREATE TABLE album_images (
    album_id INTEGER NOT NULL REFERENCES albums (id) ON DELETE CASCADE,
    image_id INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    added_by INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    added_at INTEGER NOT NULL,
    PRIMARY KEY (album_id, image_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX album_images_by_position ON album_images (album_id, position, image_id);
CREATE INDEX album_images_by_image ON album_images (image_id, added_by, album_id);

-- As folder_shares: user_id null means everyone who has an account.
CREATE TABLE album_shares (
    id INTEGER PRIMARY KEY,
    album_id INTEGER NOT NULL REFERENCES albums (id) ON DELETE CASCADE,
    user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
    access TEXT NOT NULL CHECK (access IN ('view', 'edit')),
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX album_shares_by_album ON album_shares (album_id, user_id);
CREATE UNIQUE INDEX album_shares_everyone ON album_shares (album_id) WHERE user_id IS NULL;
CREATE INDEX album_shares_by_user ON album_shares (user_id, album_id, access);
