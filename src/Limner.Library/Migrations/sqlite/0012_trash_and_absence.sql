-- A removed image is in its owner's trash until it is purged; what stays then is a tombstone, so that a rescan does not bring it back.
ALTER TABLE images ADD COLUMN purged_at INTEGER CHECK (purged_at IS NULL OR removed_at IS NOT NULL);
CREATE INDEX images_removed ON images (owner_id, removed_at, id, purged_at) WHERE removed_at IS NOT NULL;
CREATE INDEX images_missing ON images (owner_id, sort_at, id) WHERE removed_at IS NULL AND missing_since IS NOT NULL;

-- owned: the server itself wrote the file (an upload), and erases it with its image. vanished_at: it was not found, and too much else was not either to believe
-- that it was deleted. attempts: how often the server ended while this file was being decoded.
ALTER TABLE image_files ADD COLUMN owned INTEGER NOT NULL DEFAULT 0 CHECK (owned IN (0, 1));
ALTER TABLE image_files ADD COLUMN vanished_at INTEGER;
ALTER TABLE image_files ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
CREATE INDEX image_files_vanished ON image_files (folder_id, id) WHERE vanished_at IS NOT NULL;

-- Files the server owns that are to be erased from the disk: written with the purge, deleted with the file's row once the file is gone.
CREATE TABLE file_erasures (
    file_id INTEGER PRIMARY KEY REFERENCES image_files (id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    requested_at INTEGER NOT NULL
) STRICT;

-- Contents that an image has had and has no more: looked at when no scan is running, deleted if nothing else has them either.
CREATE TABLE abandoned_contents (
    content_id INTEGER PRIMARY KEY REFERENCES contents (id) ON DELETE CASCADE
) STRICT;

-- Why a folder's files are not believed to be deleted, since when, and on which mount it lay when they were last there.
ALTER TABLE folders ADD COLUMN absence TEXT CHECK (absence IN ('gone', 'empty', 'unmounted', 'vanished'));
ALTER TABLE folders ADD COLUMN absent_since INTEGER CHECK ((absent_since IS NULL) = (absence IS NULL));
ALTER TABLE folders ADD COLUMN mount_point TEXT;
UPDATE folders SET absence = 'gone', absent_since = updated_at WHERE state = 'missing';
