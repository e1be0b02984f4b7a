-- Whether a content carries text, as the gate of the scan believes (score), and how far its reading is. attempts counts readings that were begun and did
-- not end: one that ends the server is not begun for ever.
CREATE TABLE content_texts (
    content_id INTEGER PRIMARY KEY REFERENCES contents (id) ON DELETE CASCADE,
    score REAL,
    state TEXT NOT NULL CHECK (state IN ('none', 'pending', 'read', 'failed')),
    version TEXT,
    line_count INTEGER NOT NULL DEFAULT 0,
    confidence REAL,
    attempts INTEGER NOT NULL DEFAULT 0,
    error_code TEXT,
    error_detail TEXT,
    read_at INTEGER
) STRICT;
CREATE INDEX content_texts_by_state ON content_texts (state, content_id) WHERE state <> 'none';

-- The lines in reading order. quad: four corners (x, y in shares of the upright picture) in the direction of reading; words: [text, confidence, quad] each.
CREATE TABLE text_lines (
    id INTEGER PRIMARY KEY,
    content_id INTEGER NOT NULL REFERENCES contents (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    confidence REAL NOT NULL,
    engine TEXT NOT NULL,
    quad TEXT NOT NULL,
    words TEXT NOT NULL
) STRICT;
CREATE INDEX text_lines_by_content ON text_lines (content_id, position);
