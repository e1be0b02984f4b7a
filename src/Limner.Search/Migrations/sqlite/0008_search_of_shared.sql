-- The index again, with what only an image's owner may find it by in a column of its own: a name it had once, the names of directories that
-- lead to a folder. The server rebuilds it when it starts.
DROP TABLE search_index;
CREATE VIRTUAL TABLE search_index USING fts5 (
    name, tags, folder, metadata, own,
    content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1 2 3'
);
INSERT INTO search_index (search_index, rank) VALUES ('rank', 'bm25(8.0, 10.0, 3.0, 2.0, 3.0)');
UPDATE search_state SET text_version = 0, rebuild_version = NULL, rebuilt_up_to = NULL;

-- An image with files in several folders is indexed once more for each of them, by what is to be seen there, as rowid = -id: people who do not
-- see all of the folders find it by these.
CREATE TABLE search_places (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    image_id INTEGER NOT NULL,
    folder_id INTEGER NOT NULL
) STRICT;
CREATE INDEX search_places_by_image ON search_places (image_id);

-- People who see images of several owners ask for a word, whoever's tag it is.
CREATE INDEX tags_by_key ON tags (name_key, owner_id);
