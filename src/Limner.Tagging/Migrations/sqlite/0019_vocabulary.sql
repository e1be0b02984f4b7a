-- Which model gave a tag: several may say the same of one picture, each as sure as it is. '' for what people and files say.
CREATE TABLE image_tags_new (
    image_id INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    source TEXT NOT NULL CHECK (source IN ('model', 'manual', 'file')),
    model TEXT NOT NULL DEFAULT '',
    confidence REAL,
    PRIMARY KEY (image_id, tag_id, source, model),
    CHECK ((source = 'model') = (model <> ''))
) STRICT, WITHOUT ROWID;
INSERT INTO image_tags_new (image_id, tag_id, source, model, confidence)
SELECT image_id, tag_id, source, CASE source WHEN 'model' THEN 'detector' ELSE '' END, confidence FROM image_tags;
DROP TABLE image_tags;
ALTER TABLE image_tags_new RENAME TO image_tags;
CREATE INDEX image_tags_by_tag ON image_tags (tag_id, image_id);

-- What models other than the detector said of an image, in their own words, so that a changed vocabulary needs no model. What was said of an
-- earlier content of the image does not count any more.
CREATE TABLE suggested_tags (
    image_id INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    model TEXT NOT NULL,
    name_key TEXT NOT NULL,
    name TEXT NOT NULL,
    content_id INTEGER NOT NULL REFERENCES contents (id) ON DELETE CASCADE,
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    PRIMARY KEY (image_id, model, name_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX suggested_tags_by_content ON suggested_tags (content_id);

-- vocabulary_place: where the tag stands among those its owner allows models to give; null for all others.
ALTER TABLE tags ADD COLUMN parent_id INTEGER REFERENCES tags (id) ON DELETE SET NULL;
ALTER TABLE tags ADD COLUMN vocabulary_place INTEGER;
CREATE INDEX tags_by_parent ON tags (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX tags_by_place ON tags (owner_id, vocabulary_place) WHERE vocabulary_place IS NOT NULL;

-- A user without a row has an empty vocabulary that allows every word. revision: another after every change to what models may say.
CREATE TABLE vocabularies (
    owner_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    free_tags INTEGER NOT NULL DEFAULT 1,
    revision INTEGER NOT NULL DEFAULT 0,
    updated_at INTEGER NOT NULL
) STRICT;

-- Words that stand for another tag (tag_id), and words that are never to be given (no tag_id).
CREATE TABLE vocabulary_words (
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name_key TEXT NOT NULL,
    name TEXT NOT NULL,
    tag_id INTEGER REFERENCES tags (id) ON DELETE CASCADE,
    PRIMARY KEY (owner_id, name_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX vocabulary_words_by_tag ON vocabulary_words (tag_id) WHERE tag_id IS NOT NULL;
