-- What people have asked to be painted, from the queue to the end. Their files lie in generations/ of the data directory.
CREATE TABLE generations (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: somebody may hold the address of a picture
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    directory TEXT NOT NULL UNIQUE,  -- of its files
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')), -- of a running one only memory knows the stage
    is_remote INTEGER NOT NULL,      -- painted by another server
    model TEXT NOT NULL,
    prompt TEXT NOT NULL,            -- as it is painted
    negative_prompt TEXT,
    num_images INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    format TEXT NOT NULL CHECK (format IN ('png', 'jpeg', 'webp')),
    steps INTEGER NOT NULL,
    guidance_scale REAL NOT NULL,
    scheduler TEXT,                  -- null of another server's
    seed INTEGER NOT NULL,
    strength REAL,                   -- exactly when there is a picture to begin with, init.png
    init_image_id INTEGER,           -- the image of the library it was; it may be gone
    has_mask INTEGER NOT NULL,       -- mask.png
    augmentation TEXT,               -- JSON: what retrieval added to the prompt, and from where
    priority INTEGER NOT NULL,       -- among its owner's own
    attempts INTEGER NOT NULL,       -- how often it was begun; not counting those that an orderly stop cut off
    cancel_requested INTEGER NOT NULL,
    drawn_width INTEGER,             -- what the model draws at; of another server's once painted
    drawn_height INTEGER,
    prompt_tokens INTEGER,
    seconds TEXT,                    -- JSON: what each stage took
    error_code TEXT,
    error_detail TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    started_at INTEGER,              -- of the last attempt
    finished_at INTEGER
) STRICT;
CREATE INDEX generations_by_owner ON generations (owner_id, id);
CREATE INDEX generations_unfinished ON generations (is_remote, id) WHERE finished_at IS NULL;

-- The pictures of those that are done; their files are written before their rows.
CREATE TABLE generation_images (
    generation_id INTEGER NOT NULL REFERENCES generations (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,         -- from 0
    seed INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    kept_file_id INTEGER,            -- the file of the library it was kept as, or ...
    kept_image_id INTEGER,           -- ... the image that had the same bytes already; either may be gone
    PRIMARY KEY (generation_id, number)
) STRICT, WITHOUT ROWID;

-- Whose turn it is, and what they have had today. It stays when what was painted is deleted.
CREATE TABLE generation_makers (
    owner_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    turn INTEGER NOT NULL,           -- a running number: who has the smallest is next
    day INTEGER NOT NULL,            -- days since 1970-01-01 UTC
    pictures INTEGER NOT NULL        -- asked for on that day
) STRICT;

-- What painting took here: for estimates, and for choosing what fits the machine.
CREATE TABLE generation_paces (
    model TEXT NOT NULL,
    width INTEGER NOT NULL,          -- as drawn
    height INTEGER NOT NULL,
    guided INTEGER NOT NULL,
    threads INTEGER NOT NULL,
    step_seconds REAL NOT NULL,      -- of one evaluation for one picture
    other_seconds REAL NOT NULL,     -- for one picture beside its steps
    samples INTEGER NOT NULL,
    measured_at INTEGER NOT NULL,
    PRIMARY KEY (model, width, height, guided, threads)
) STRICT, WITHOUT ROWID;
