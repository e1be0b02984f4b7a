-- Documents that people sent, made of a picture, or that lie in folders of the library (folder_id and relative_path). What was sent lies under
-- documents/<token> of the data directory. state: listed (known of, not read), waiting, reading, read, failed, cancelled. revision: of what pictures are
-- drawn from; it rises when the file is another or is read anew, and when a reading ends. content_hash: SHA-256 of a file in a folder that was read.
CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner_id INTEGER NOT NULL REFERENCES users (id),
    folder_id INTEGER REFERENCES folders (id) ON DELETE CASCADE,
    relative_path TEXT,
    name TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('pdf', 'picture')),
    size INTEGER NOT NULL,
    modified_at INTEGER,
    content_hash TEXT,
    vanished_at INTEGER,
    state TEXT NOT NULL CHECK (state IN ('listed', 'waiting', 'reading', 'read', 'failed', 'cancelled')),
    revision INTEGER NOT NULL DEFAULT 1,
    set_aside INTEGER NOT NULL DEFAULT 0 CHECK (set_aside IN (0, 1)),
    encrypted INTEGER NOT NULL DEFAULT 0 CHECK (encrypted IN (0, 1)),
    options TEXT NOT NULL,
    page_count INTEGER,
    metadata TEXT,
    error_code TEXT,
    error_detail TEXT,
    read_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CHECK ((folder_id IS NULL) = (relative_path IS NULL))
) STRICT;
CREATE INDEX documents_by_owner ON documents (owner_id, id);
CREATE UNIQUE INDEX documents_by_path ON documents (folder_id, relative_path) WHERE folder_id IS NOT NULL;

-- The table of contents that a document carries, as JSON: megabytes in some, and wanted by nobody who lists documents.
CREATE TABLE document_outlines (
    document_id INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    outline TEXT NOT NULL
) STRICT;

-- One row a page that is to be read. layout: what is on the page before anything is known of the others, packed; the document is put together from all of
-- them. elements: JSON, those that begin or go on here; of the page alone until the document is whole. options: of this page when it is read another way.
CREATE TABLE document_pages (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'reading', 'read', 'failed')),
    stage TEXT,
    options TEXT,
    label TEXT,
    page TEXT,
    elements TEXT,
    layout BLOB,
    layout_version INTEGER NOT NULL DEFAULT 0,
    words_version INTEGER NOT NULL DEFAULT 0,
    error_code TEXT,
    error_detail TEXT,
    read_at INTEGER
) STRICT;
CREATE UNIQUE INDEX document_pages_by_number ON document_pages (document_id, number);

-- How many pages of a document are read; and which pages are to be put into the index of words anew, by their ids, which end every index.
CREATE INDEX document_pages_by_state ON document_pages (document_id, state);
CREATE INDEX document_pages_by_words ON document_pages (state, words_version);

-- The words of each page (rowid: document_pages.id), cut as the search of pictures cuts them.
CREATE VIRTUAL TABLE document_words USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1 2 3');
CREATE TRIGGER document_pages_forgotten AFTER DELETE ON document_pages BEGIN
    DELETE FROM document_words WHERE rowid = old.id;
END;

-- Folders whose documents are read as they are found.
CREATE TABLE document_folders (
    folder_id INTEGER PRIMARY KEY REFERENCES folders (id) ON DELETE CASCADE,
    read_documents INTEGER NOT NULL CHECK (read_documents IN (0, 1))
) STRICT;
