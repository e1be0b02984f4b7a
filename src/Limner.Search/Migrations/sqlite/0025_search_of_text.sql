-- The index again, with the text that was read in a picture in a column of its own. The server rebuilds it when it starts.
DROP TABLE search_index;
CREATE VIRTUAL TABLE search_index USING fts5 (
    name, tags, folder, metadata, own, text,
    content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1 2 3'
);
INSERT INTO search_index (search_index, rank) VALUES ('rank', 'bm25(8.0, 10.0, 3.0, 2.0, 3.0, 4.0)');
DELETE FROM search_places;
UPDATE search_state SET text_version = 0, rebuild_version = NULL, rebuilt_up_to = NULL;
