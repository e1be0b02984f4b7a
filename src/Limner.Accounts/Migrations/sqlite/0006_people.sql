-- Viewers, and the second factor.
CREATE TABLE users_new (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_name TEXT NOT NULL,
    -- Upper case: names that differ in case only are one name.
    normalized_user_name TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('administrator', 'member', 'viewer')),
    -- Sealed with the server's keys. Without confirmed_at it has been shown but no code of it has been seen yet.
    second_factor_secret TEXT,
    second_factor_confirmed_at INTEGER,
    -- The time step of the last code taken: no code is good twice.
    second_factor_last_step INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    disabled_at INTEGER
) STRICT;
INSERT INTO users_new (id, user_name, normalized_user_name, password_hash, role, created_at, updated_at, disabled_at)
SELECT id, user_name, normalized_user_name, password_hash, role, created_at, updated_at, disabled_at FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;

CREATE TABLE recovery_codes (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    code_hash TEXT NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

-- What a person needs to know a session by. Sessions of before do not have it.
ALTER TABLE sessions ADD COLUMN address TEXT;
ALTER TABLE sessions ADD COLUMN user_agent TEXT;
-- How long its cookie lasts: 30 days or one. Nobody knows for those of before.
ALTER TABLE sessions ADD COLUMN remember INTEGER NOT NULL DEFAULT 1;
-- How the API names it: the id itself is what the cookie proves.
ALTER TABLE sessions ADD COLUMN public_id TEXT NOT NULL DEFAULT '';
UPDATE sessions SET public_id = lower(hex(randomblob(8)));
CREATE UNIQUE INDEX sessions_public_id ON sessions (public_id);

CREATE TABLE api_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- Its first characters, to tell it from others.
    prefix TEXT NOT NULL,
    -- SHA-256 in hex: a key is long and random, so there is nothing to slow down a guesser for.
    key_hash TEXT NOT NULL UNIQUE,
    -- Names separated by spaces.
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    last_used_at INTEGER,
    last_used_address TEXT,
    revoked_at INTEGER
) STRICT;
CREATE INDEX api_keys_by_user ON api_keys (user_id, id);

-- Links that let somebody choose a password once: a new person (invite), or one who is here already (reset).
CREATE TABLE invitations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    purpose TEXT NOT NULL CHECK (purpose IN ('invite', 'reset')),
    token_hash TEXT NOT NULL UNIQUE,
    user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
    user_name TEXT,
    role TEXT NOT NULL CHECK (role IN ('administrator', 'member', 'viewer')),
    remove_second_factor INTEGER NOT NULL DEFAULT 0,
    -- Null: made on the command line.
    created_by INTEGER REFERENCES users (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    CHECK ((purpose = 'reset') = (user_id IS NOT NULL))
) STRICT;

CREATE TABLE security_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    -- No reference: what happened stays on record whatever becomes of the account.
    user_id INTEGER,
    user_name TEXT,
    api_key_id INTEGER,
    address TEXT,
    subject TEXT,
    detail TEXT,
    -- How often the same thing happened before it was written down once.
    count INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX security_events_by_kind ON security_events (kind, id);
CREATE INDEX security_events_by_user ON security_events (user_id, id);
CREATE INDEX security_events_by_time ON security_events (at);
