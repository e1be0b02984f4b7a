-- What somebody did to many images at once, so that it can be gone on with after a crash and taken back.
CREATE TABLE bulk_edits (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('applying', 'applied', 'undoing', 'undone')),
    image_count INTEGER NOT NULL,
    done_count INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX bulk_edits_by_user ON bulk_edits (user_id, id);
CREATE INDEX bulk_edits_by_age ON bulk_edits (created_at);

CREATE TABLE bulk_edit_actions (
    edit_id INTEGER NOT NULL REFERENCES bulk_edits (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value TEXT,
    label TEXT,
    changed INTEGER NOT NULL DEFAULT 0,
    gone INTEGER NOT NULL DEFAULT 0,
    not_yours INTEGER NOT NULL DEFAULT 0,
    view_only INTEGER NOT NULL DEFAULT 0,
    restored INTEGER NOT NULL DEFAULT 0,
    kept INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (edit_id, place)
) STRICT, WITHOUT ROWID;

-- The images that were chosen. No reference: one that goes meanwhile is no matter.
CREATE TABLE bulk_edit_images (
    edit_id INTEGER NOT NULL REFERENCES bulk_edits (id) ON DELETE CASCADE,
    image_id INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'undone')),
    PRIMARY KEY (edit_id, image_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bulk_edit_images_by_state ON bulk_edit_images (edit_id, state, image_id);

-- What was changed, with what undoing needs to know: the editor's own words.
CREATE TABLE bulk_edit_changes (
    edit_id INTEGER NOT NULL REFERENCES bulk_edits (id) ON DELETE CASCADE,
    image_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    change TEXT NOT NULL,
    PRIMARY KEY (edit_id, image_id, place)
) STRICT, WITHOUT ROWID;
