-- Where images were taken, and what is called so there; a row for each image with a position. x and y are Web Mercator in 2^24 steps.
CREATE TABLE image_locations (
    image_id INTEGER PRIMARY KEY REFERENCES images (id) ON DELETE CASCADE,
    latitude REAL NOT NULL,
    longitude REAL NOT NULL,
    x INTEGER NOT NULL,
    y INTEGER NOT NULL,
    city TEXT COLLATE NOCASE,
    country_code TEXT COLLATE NOCASE,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX image_locations_by_position ON image_locations (latitude, longitude, image_id, x, y);
CREATE INDEX image_locations_by_place ON image_locations (country_code, city, image_id) WHERE country_code IS NOT NULL;
CREATE INDEX image_locations_by_city ON image_locations (city, image_id) WHERE city IS NOT NULL;
