-- What a vision model wrote of an image, and the content it looked at: once the image has another, it no longer counts.
CREATE TABLE model_descriptions (
    image_id INTEGER PRIMARY KEY REFERENCES images (id) ON DELETE CASCADE,
    content_id INTEGER NOT NULL REFERENCES contents (id) ON DELETE CASCADE,
    text TEXT,
    model TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX model_descriptions_by_content ON model_descriptions (content_id);
