-- Folders people have added; one row per directory on disk, whoever owns it.
CREATE TABLE folders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner_id INTEGER NOT NULL REFERENCES users (id),
    path TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    watch INTEGER NOT NULL DEFAULT 0,
    recursive INTEGER NOT NULL DEFAULT 1,
    exclude TEXT NOT NULL DEFAULT '[]',
    state TEXT NOT NULL CHECK (state IN ('ready', 'missing', 'unreadable')),
    last_scan_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX folders_by_owner ON folders (owner_id, id);

-- What follows from a file's bytes alone, shared by everybody who has them.
CREATE TABLE contents (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    taken_at INTEGER,
    taken_offset_minutes INTEGER,
    camera_make TEXT,
    camera_model TEXT,
    lens TEXT,
    exposure_seconds REAL,
    f_number REAL,
    iso INTEGER,
    focal_length_mm REAL,
    latitude REAL,
    longitude REAL,
    altitude_m REAL,
    orientation INTEGER NOT NULL,
    thumb_hash BLOB NOT NULL,
    palette TEXT NOT NULL,
    perceptual_hash INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Which version of each derived value a content has; what is not here is still to be derived.
CREATE TABLE derivations (
    content_id INTEGER NOT NULL REFERENCES contents (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    version TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (content_id, kind)
) STRICT, WITHOUT ROWID;

-- What a person means by "this picture".
CREATE TABLE images (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner_id INTEGER NOT NULL REFERENCES users (id),
    content_id INTEGER NOT NULL REFERENCES contents (id),
    name TEXT NOT NULL COLLATE NOCASE, -- sorted and paged by name as people read it
    sort_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    removed_at INTEGER,
    missing_since INTEGER
) STRICT;
CREATE UNIQUE INDEX images_by_owner_content ON images (owner_id, content_id) WHERE removed_at IS NULL;
-- The two last columns are always null here; SQLite answers from the index alone only if it holds every column a query names.
CREATE INDEX images_by_date ON images (owner_id, sort_at, id, removed_at, missing_since) WHERE removed_at IS NULL AND missing_since IS NULL;
CREATE INDEX images_by_name ON images (owner_id, name, id) WHERE removed_at IS NULL AND missing_since IS NULL;
CREATE INDEX images_by_content ON images (content_id);

-- Where pictures lie, and every file of a folder that could not become one.
CREATE TABLE image_files (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    folder_id INTEGER NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
    image_id INTEGER REFERENCES images (id) ON DELETE SET NULL,
    relative_path TEXT NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'ready', 'failed', 'missing')),
    error_code TEXT,
    error_detail TEXT,
    seen_at INTEGER NOT NULL,
    UNIQUE (folder_id, relative_path),
    CHECK (state <> 'ready' OR image_id IS NOT NULL),
    CHECK ((state = 'failed') = (error_code IS NOT NULL))
) STRICT;
CREATE INDEX image_files_by_image ON image_files (image_id, state);
CREATE INDEX image_files_by_state ON image_files (folder_id, state, image_id);
