-- Who is named in an image: the folded name, and the rest of it from each of its words on, so that any word of it begins a key.
CREATE TABLE image_people (
    key TEXT NOT NULL,
    image_id INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    is_whole INTEGER NOT NULL CHECK (is_whole IN (0, 1)),
    PRIMARY KEY (key, image_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX image_people_by_image ON image_people (image_id);

-- The colours that cover a good part of a content, by name.
CREATE TABLE content_colours (
    colour TEXT NOT NULL,
    content_id INTEGER NOT NULL REFERENCES contents (id) ON DELETE CASCADE,
    PRIMARY KEY (colour, content_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX content_colours_by_content ON content_colours (content_id);

-- Both are written with the index, which the server makes again when it starts.
UPDATE search_state SET text_version = 0, rebuild_version = NULL, rebuilt_up_to = NULL;
