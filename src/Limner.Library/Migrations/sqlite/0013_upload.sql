-- The folder the server keeps for a person's uploads: at most one each.
ALTER TABLE folders ADD COLUMN managed INTEGER NOT NULL DEFAULT 0 CHECK (managed IN (0, 1));
CREATE UNIQUE INDEX folders_managed ON folders (owner_id) WHERE managed = 1;

-- Uploads that wait to be read.
CREATE INDEX image_files_unread_uploads ON image_files (folder_id, id) WHERE owned = 1 AND state = 'pending';

-- Files on their way into a folder, and for a while what became of them. How much has arrived is what the file of the same id in uploads/ holds.
CREATE TABLE uploads (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    folder_id INTEGER NOT NULL, -- no reference: the folder may go meanwhile, which its sender is to be told
    path TEXT NOT NULL,
    length INTEGER, -- null: sent in one piece, as long as it turns out to be
    modified_at INTEGER,
    keep_duplicates INTEGER NOT NULL CHECK (keep_duplicates IN (0, 1)),
    metadata TEXT, -- as the client sent it: it may ask for it
    state TEXT NOT NULL CHECK (state IN ('receiving', 'placing', 'stored', 'duplicate', 'refused')),
    error_code TEXT,
    error_detail TEXT,
    sha256 TEXT,
    placed_path TEXT, -- written before the file is: who finds it there after a crash knows whose it is
    file_id INTEGER REFERENCES image_files (id) ON DELETE SET NULL,
    image_id INTEGER REFERENCES images (id) ON DELETE SET NULL, -- of a duplicate: the image that is there already
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    CHECK ((state = 'refused') = (error_code IS NOT NULL)),
    CHECK (state NOT IN ('placing', 'stored') OR placed_path IS NOT NULL)
) STRICT;
CREATE INDEX uploads_by_user ON uploads (user_id, state, id);
CREATE INDEX uploads_by_expiry ON uploads (expires_at);
CREATE INDEX uploads_by_file ON uploads (file_id);
CREATE INDEX uploads_by_image ON uploads (image_id);
