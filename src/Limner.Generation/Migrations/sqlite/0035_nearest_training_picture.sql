-- What a model that brings the pictures it learned from knew that is nearest to a painted one; null of models that do not.
ALTER TABLE generation_images ADD COLUMN nearest TEXT;   -- JSON: number, name, set, distance
