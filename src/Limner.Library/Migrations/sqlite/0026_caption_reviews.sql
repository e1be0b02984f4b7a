-- rejected: a person has said that it is wrong. It no longer counts, and stays so that nobody who was not asked puts it back.
ALTER TABLE model_descriptions ADD COLUMN rejected INTEGER NOT NULL DEFAULT 0 CHECK (rejected IN (0, 1));

-- What people said of a model's description: it outlives the description, which another model's may replace.
CREATE TABLE model_description_reviews (
    image_id INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    model TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'edited', 'rejected')),
    reviewed_at INTEGER NOT NULL,
    PRIMARY KEY (image_id, model)
) STRICT, WITHOUT ROWID;

-- The queue of what nobody has said anything of yet, by age.
CREATE INDEX model_descriptions_by_age ON model_descriptions (created_at, image_id) WHERE rejected = 0 AND text IS NOT NULL;
