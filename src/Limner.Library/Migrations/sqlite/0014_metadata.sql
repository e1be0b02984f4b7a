-- What people wrote into a file's bytes, beside the date and place that contents has.
CREATE TABLE content_descriptions (
    content_id INTEGER PRIMARY KEY REFERENCES contents (id) ON DELETE CASCADE,
    title TEXT,
    description TEXT,
    rights TEXT,
    creator TEXT,
    label TEXT,
    rating INTEGER CHECK (rating BETWEEN -1 AND 5),
    keywords TEXT CHECK (json_valid(keywords)),
    people TEXT CHECK (json_valid(people))
) STRICT;

-- The .xmp file beside a file, as the walk found it, and what it says.
CREATE TABLE sidecars (
    file_id INTEGER PRIMARY KEY REFERENCES image_files (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'ready', 'failed')),
    error_code TEXT,
    error_detail TEXT,
    title TEXT,
    description TEXT,
    rights TEXT,
    creator TEXT,
    label TEXT,
    rating INTEGER CHECK (rating BETWEEN -1 AND 5),
    keywords TEXT CHECK (json_valid(keywords)),
    people TEXT CHECK (json_valid(people)),
    taken_at INTEGER,
    taken_offset_minutes INTEGER,
    made_at INTEGER,
    latitude REAL,
    longitude REAL,
    altitude_m REAL,
    CHECK ((state = 'failed') = (error_code IS NOT NULL))
) STRICT;
CREATE INDEX sidecars_pending ON sidecars (file_id) WHERE state = 'pending';

-- What people said about an image here.
CREATE TABLE image_edits (
    image_id INTEGER PRIMARY KEY REFERENCES images (id) ON DELETE CASCADE,
    title TEXT,
    description TEXT,
    rights TEXT,
    taken_at INTEGER,
    latitude REAL,
    longitude REAL,
    updated_at INTEGER NOT NULL,
    CHECK ((latitude IS NULL) = (longitude IS NULL))
) STRICT;

-- What follows for an image from the three of them, with the source of each value. Every image that is no tombstone has a row.
CREATE TABLE image_values (
    image_id INTEGER PRIMARY KEY REFERENCES images (id) ON DELETE CASCADE,
    title TEXT,
    description TEXT,
    rights TEXT,
    creator TEXT,
    label TEXT,
    rating INTEGER,
    keywords TEXT,
    people TEXT,
    taken_at INTEGER,
    taken_offset_minutes INTEGER,
    latitude REAL,
    longitude REAL,
    altitude_m REAL,
    sources TEXT NOT NULL
) STRICT;
INSERT INTO image_values (image_id, taken_at, taken_offset_minutes, latitude, longitude, altitude_m, sources)
SELECT images.id, contents.taken_at, contents.taken_offset_minutes, contents.latitude, contents.longitude, contents.altitude_m,
    json_patch(iif(contents.taken_at IS NULL, '{}', '{"taken_at":"file"}'), iif(contents.latitude IS NULL, '{}', '{"place":"file"}'))
FROM images JOIN contents ON contents.id = images.content_id WHERE images.purged_at IS NULL;
CREATE INDEX image_values_by_rating ON image_values (rating, image_id) WHERE rating IS NOT NULL;
CREATE INDEX image_values_by_place ON image_values (latitude, longitude, image_id) WHERE latitude IS NOT NULL;
