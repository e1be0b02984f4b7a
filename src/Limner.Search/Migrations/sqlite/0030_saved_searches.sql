-- Searches that somebody keeps under a name; filter is JSON, as the parameters of the list of images.
CREATE TABLE saved_searches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL COLLATE NOCASE,
    filter TEXT NOT NULL,
    sort TEXT,
    is_album INTEGER NOT NULL CHECK (is_album IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX saved_searches_by_owner ON saved_searches (owner_id, name, id);
