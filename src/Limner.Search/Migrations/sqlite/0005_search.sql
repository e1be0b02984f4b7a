-- Full-text index, rowid = images.id. Contentless: the texts lie in the tables they come from. SearchText cuts them into words, so the
-- tokenizer only splits at spaces: "ascii" takes every other character it is given as part of a word.
CREATE VIRTUAL TABLE search_index USING fts5 (
    name, tags, folder, metadata,
    content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1 2 3'
);
INSERT INTO search_index (search_index, rank) VALUES ('rank', 'bm25(8.0, 10.0, 3.0, 2.0)');

-- Which version of SearchText made the index, and how far a rebuild has come.
CREATE TABLE search_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    text_version INTEGER NOT NULL,
    rebuild_version INTEGER,
    rebuilt_up_to INTEGER
) STRICT;
INSERT INTO search_state (id, text_version) VALUES (1, 0);

CREATE INDEX contents_by_camera ON contents (camera_model COLLATE NOCASE) WHERE camera_model IS NOT NULL;
