-- Whether what people say is written beside the pictures of a folder, and why it could not be, the last time it was tried.
ALTER TABLE folders ADD COLUMN write_sidecars INTEGER NOT NULL DEFAULT 0 CHECK (write_sidecars IN (0, 1));
ALTER TABLE folders ADD COLUMN sidecar_problem TEXT;

-- Files of such folders about whose images something was said since their sidecars were looked at.
CREATE TABLE sidecar_marks (
    file_id INTEGER PRIMARY KEY REFERENCES image_files (id) ON DELETE CASCADE,
    marked_at INTEGER NOT NULL
) STRICT;

-- What this server has put into sidecars, with what stood there before: it is not read back as somebody else's word.
CREATE TABLE sidecar_writes (
    file_id INTEGER PRIMARY KEY REFERENCES image_files (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    own TEXT NOT NULL CHECK (json_valid(own)),
    -- While the file is being written: what will be there instead of own when the file has this hash. After a crash the file says which of the two it is.
    next TEXT CHECK (json_valid(next)),
    next_sha256 TEXT,
    CHECK ((next IS NULL) = (next_sha256 IS NULL))
) STRICT;
CREATE INDEX sidecar_writes_under_way ON sidecar_writes (file_id) WHERE next IS NOT NULL;
