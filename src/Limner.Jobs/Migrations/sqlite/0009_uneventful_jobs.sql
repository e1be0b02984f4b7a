-- Background work that looked and found nothing to do: left out of the list, soon forgotten.
ALTER TABLE jobs ADD COLUMN uneventful INTEGER NOT NULL DEFAULT 0 CHECK (uneventful IN (0, 1));
