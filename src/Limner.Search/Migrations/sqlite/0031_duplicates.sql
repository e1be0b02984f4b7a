-- Images that have been compared with the others of their owner, and what they were compared by: another content, hash or version is compared anew.
CREATE TABLE duplicate_places (
    image_id INTEGER PRIMARY KEY REFERENCES images (id) ON DELETE CASCADE,
    content_id INTEGER NOT NULL,
    perceptual_hash INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;

-- Groups of more than one image: the leader, which is a member itself, and those that look like it. An image without a row stands alone.
CREATE TABLE duplicate_members (
    image_id INTEGER NOT NULL REFERENCES duplicate_places (image_id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('burst', 'near2', 'near6', 'near10')),
    leader_id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL,
    PRIMARY KEY (image_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX duplicate_members_by_group ON duplicate_members (owner_id, kind, leader_id, image_id);
CREATE INDEX duplicate_members_by_leader ON duplicate_members (leader_id);

-- Images of which somebody said that they are no duplicates of one another; a group all of whose images are in one such set is not shown.
CREATE TABLE duplicate_dismissals (
    image_id INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    edit_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    content_id INTEGER NOT NULL,
    PRIMARY KEY (image_id, edit_id, place)
) STRICT, WITHOUT ROWID;

-- What is to become of each image of a resolution, which is a bulk edit. Those that are kept have no kept_id.
CREATE TABLE duplicate_choices (
    edit_id INTEGER NOT NULL REFERENCES bulk_edits (id) ON DELETE CASCADE,
    image_id INTEGER NOT NULL,
    kept_id INTEGER,
    dismissal INTEGER,
    PRIMARY KEY (edit_id, image_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX duplicate_choices_by_kept ON duplicate_choices (edit_id, kept_id) WHERE kept_id IS NOT NULL;
