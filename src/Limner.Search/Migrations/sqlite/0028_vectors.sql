-- Which models' vectors there are. What one model makes is compared with nothing another makes. Every change of a vector takes the space's next
-- revision, so that an index beside the database knows what it has not seen. complete: all pictures that were there have their vector; until then an
-- earlier space of the same kind answers. midpoint and steepness: what a cosine says (a logistic function).
CREATE TABLE vector_spaces (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    dimensions INTEGER NOT NULL CHECK (dimensions BETWEEN 1 AND 4096),
    midpoint REAL NOT NULL,
    steepness REAL NOT NULL,
    complete INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 0,
    UNIQUE (kind, model)
) STRICT;

-- Little-endian float32, of length 1.
CREATE TABLE vectors (
    space_id INTEGER NOT NULL REFERENCES vector_spaces (id) ON DELETE CASCADE,
    content_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (space_id, content_id)
) STRICT;
CREATE INDEX vectors_by_revision ON vectors (space_id, revision);

-- That a vector is no more.
CREATE TABLE vector_removals (
    space_id INTEGER NOT NULL REFERENCES vector_spaces (id) ON DELETE CASCADE,
    content_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (space_id, content_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX vector_removals_by_revision ON vector_removals (space_id, revision);
