-- What vision models are asked. Without an owner: it comes with the install and is everybody's.
CREATE TABLE prompts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    removed_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX prompts_by_owner ON prompts (owner_id, id);

-- A changed prompt is another version: answers say which one they were given to, and those of the others stay what they are.
CREATE TABLE prompt_versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    prompt_id INTEGER NOT NULL REFERENCES prompts (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    language TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (prompt_id, number)
) STRICT;

INSERT INTO prompts (id, owner_id, name, created_at, updated_at) VALUES (1, NULL, 'Standard', 0, 0);
INSERT INTO prompt_versions (id, prompt_id, number, text, language, created_at) VALUES (1, 1, 1, 'Describe this picture for the picture library of the person who owns it.

caption: one or two plain sentences in {language}, at most 50 words, that say who or what is to be seen, what happens and where. No opinions, no guesses, no opening such as "The image shows".
tags: 3 to 12 short words in {language} that somebody would look for this picture by, the most certain first: things, living beings, activities, places, the time of day or year. One to three words each, singular, lower case unless it is a name. With each, how sure you are, from 0 to 1.

Known besides: taken {date}, in {place}. Its file is called {file_name}. Its owner has tagged it: {existing_tags}. Believe that only where the picture bears it out.', 'English', 0);

-- What a model answered to a version of a prompt about a content: asked once, whatever becomes of the image. The key holds nothing that an answer changes.
CREATE TABLE model_answers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    content_id INTEGER NOT NULL REFERENCES contents (id) ON DELETE CASCADE,
    model TEXT NOT NULL,
    prompt_version_id INTEGER NOT NULL REFERENCES prompt_versions (id) ON DELETE CASCADE,
    parameters TEXT NOT NULL,
    caption TEXT,
    tags TEXT NOT NULL CHECK (json_valid(tags)),
    error_code TEXT,
    error_detail TEXT,
    seconds REAL NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (owner_id, content_id, model, prompt_version_id, parameters)
) STRICT;
CREATE INDEX model_answers_by_content ON model_answers (content_id);
CREATE INDEX model_answers_by_model ON model_answers (model, id);
CREATE INDEX model_answers_by_prompt ON model_answers (prompt_version_id);

-- Describing many pictures. waiting_code: why nothing goes on at the moment.
CREATE TABLE description_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    model TEXT NOT NULL,
    prompt_version_id INTEGER NOT NULL REFERENCES prompt_versions (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'cancelled', 'finished')),
    origin TEXT NOT NULL CHECK (origin IN ('manual', 'scan', 'schedule')),
    ask_again INTEGER NOT NULL DEFAULT 0,
    priority INTEGER NOT NULL DEFAULT 0,
    waiting_code TEXT,
    waiting_detail TEXT,
    image_count INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    finished_at INTEGER
) STRICT;
CREATE INDEX description_runs_by_owner ON description_runs (owner_id, id);
CREATE INDEX description_runs_by_prompt ON description_runs (prompt_version_id);

-- No reference to images: one that goes meanwhile is no matter.
CREATE TABLE description_run_images (
    run_id INTEGER NOT NULL REFERENCES description_runs (id) ON DELETE CASCADE,
    image_id INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'known', 'failed', 'gone')),
    error_code TEXT,
    error_detail TEXT,
    seconds REAL,
    PRIMARY KEY (run_id, image_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX description_run_images_by_state ON description_run_images (run_id, state, image_id);

-- What somebody wants to be done by itself. daily_at: minutes after midnight by the server's clock. folder_ids: a JSON array; null for all.
CREATE TABLE description_settings (
    user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    model TEXT,
    prompt_id INTEGER REFERENCES prompts (id) ON DELETE SET NULL,
    on_scan INTEGER NOT NULL DEFAULT 0,
    daily_at INTEGER CHECK (daily_at BETWEEN 0 AND 1439),
    folder_ids TEXT CHECK (json_valid(folder_ids)),
    looked_at INTEGER,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX description_settings_by_prompt ON description_settings (prompt_id);

-- Prompts and models tried side by side; nothing of it becomes a tag.
CREATE TABLE description_trials (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX description_trials_by_owner ON description_trials (owner_id, id);

CREATE TABLE description_trial_variants (
    trial_id INTEGER NOT NULL REFERENCES description_trials (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    model TEXT NOT NULL,
    text TEXT NOT NULL,
    language TEXT NOT NULL,
    PRIMARY KEY (trial_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE description_trial_answers (
    trial_id INTEGER NOT NULL REFERENCES description_trials (id) ON DELETE CASCADE,
    image_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    number INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'failed')),
    caption TEXT,
    tags TEXT CHECK (json_valid(tags)),
    error_code TEXT,
    error_detail TEXT,
    seconds REAL,
    PRIMARY KEY (trial_id, image_id, place)
) STRICT, WITHOUT ROWID;
