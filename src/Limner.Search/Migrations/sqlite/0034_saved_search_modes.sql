-- How the words of a kept search are looked for: text, semantic or hybrid; null: as a list without a mode does.
ALTER TABLE saved_searches ADD COLUMN mode TEXT NULL;
