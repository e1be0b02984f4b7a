-- What each person says of a picture, for themselves alone. A row without a favourite and a rating is not kept.
CREATE TABLE image_marks (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    image_id INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    favourite INTEGER NOT NULL CHECK (favourite IN (0, 1)),
    rating INTEGER CHECK (rating BETWEEN 0 AND 5),
    PRIMARY KEY (user_id, image_id),
    CHECK (favourite = 1 OR rating IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX image_marks_by_image ON image_marks (image_id);

-- Put away by its owner: kept, found when asked for, not in the lists. As with the other two, lists are answered from the index alone only if it
-- holds the column.
ALTER TABLE images ADD COLUMN archived_at INTEGER;
DROP INDEX images_by_date;
CREATE INDEX images_by_date ON images (owner_id, sort_at, id, removed_at, missing_since, archived_at) WHERE removed_at IS NULL AND missing_since IS NULL;
DROP INDEX images_by_date_of_all;
CREATE INDEX images_by_date_of_all ON images (sort_at, id, owner_id, removed_at, missing_since, archived_at) WHERE removed_at IS NULL AND missing_since IS NULL;
