-- Whether the tag was once called so (renamed, merged), rather than that its owner wrote a synonym down.
ALTER TABLE vocabulary_words ADD COLUMN former INTEGER NOT NULL DEFAULT 0;

-- All tags above a tag, derived from tags.parent_id; steps: 1 for its parent.
CREATE TABLE tag_ancestors (
    tag_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    ancestor_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    steps INTEGER NOT NULL,
    PRIMARY KEY (tag_id, ancestor_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_ancestors_by_ancestor ON tag_ancestors (ancestor_id, tag_id);

-- Images whose model and file tags are to be made anew because the vocabulary of their owner has changed.
CREATE TABLE vocabulary_images (
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    image_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, image_id)
) STRICT, WITHOUT ROWID;

-- What somebody did to tags, or said of a model's, so that it can be gone on with after a crash and taken back. change: what became of the tags
-- themselves, with what undoing has to know.
CREATE TABLE tag_operations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('rename', 'move', 'merge', 'delete', 'review')),
    state TEXT NOT NULL CHECK (state IN ('applying', 'applied', 'undoing', 'undone')),
    title TEXT NOT NULL,
    change TEXT NOT NULL CHECK (json_valid(change)),
    image_count INTEGER NOT NULL,
    done_count INTEGER NOT NULL DEFAULT 0,
    restored INTEGER NOT NULL DEFAULT 0,
    kept INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX tag_operations_by_user ON tag_operations (user_id, id);
CREATE INDEX tag_operations_by_age ON tag_operations (created_at);

-- The images an operation reaches. change: what it is to do, then what it did, with what undoing has to know.
CREATE TABLE tag_operation_images (
    operation_id INTEGER NOT NULL REFERENCES tag_operations (id) ON DELETE CASCADE,
    image_id INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'undone')),
    change TEXT CHECK (json_valid(change)),
    PRIMARY KEY (operation_id, image_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_operation_images_by_state ON tag_operation_images (operation_id, state, image_id);

-- What people said of a model's tags.
CREATE TABLE tag_reviews (
    image_id INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    model TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'rejected')),
    confidence REAL,
    reviewed_at INTEGER NOT NULL,
    PRIMARY KEY (image_id, tag_id, model)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_reviews_by_tag ON tag_reviews (tag_id, model, verdict);
-- The queue of what nobody has said anything of yet, by confidence.
CREATE INDEX image_tags_by_confidence ON image_tags (confidence, image_id, tag_id, model) WHERE source = 'model';

-- Which images a changed word concerns.
CREATE INDEX detections_by_label ON detections (label, content_id);
CREATE INDEX suggested_tags_by_word ON suggested_tags (name_key, image_id);
