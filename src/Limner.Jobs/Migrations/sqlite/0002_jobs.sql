CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    payload TEXT NOT NULL CHECK (json_valid(payload)),
    owner_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
    subject TEXT,
    deduplication_key TEXT,
    priority INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    -- How often it was begun, how often it failed for a passing reason, how often in a row it was cut off before it got anywhere.
    attempts INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    interruptions INTEGER NOT NULL DEFAULT 0,
    -- Progress of the present attempt.
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER,
    failed INTEGER NOT NULL DEFAULT 0,
    message TEXT,
    error_code TEXT,
    error_detail TEXT,
    -- The run that holds the job: a name of its own for every claim, so that a run that lost its job cannot write to it.
    lease_owner TEXT,
    lease_expires_at INTEGER,
    cancel_requested INTEGER NOT NULL DEFAULT 0 CHECK (cancel_requested IN (0, 1)),
    next_attempt_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    CHECK ((state = 'running') = (lease_owner IS NOT NULL)),
    CHECK ((state = 'running') = (lease_expires_at IS NOT NULL)),
    CHECK ((state IN ('succeeded', 'failed', 'cancelled')) = (finished_at IS NOT NULL))
) STRICT;

CREATE INDEX jobs_claim ON jobs (kind, priority DESC, id) WHERE state = 'queued';
CREATE INDEX jobs_running ON jobs (lease_expires_at) WHERE state = 'running';
CREATE INDEX jobs_owner ON jobs (owner_id, id);
CREATE INDEX jobs_subject ON jobs (subject, id) WHERE subject IS NOT NULL;
CREATE INDEX jobs_ended ON jobs (finished_at) WHERE finished_at IS NOT NULL;
-- One live job per key; one that has been asked to stop makes room for its successor.
CREATE UNIQUE INDEX jobs_deduplication ON jobs (deduplication_key) WHERE deduplication_key IS NOT NULL AND state IN ('queued', 'running') AND cancel_requested = 0;

CREATE TABLE job_queues (
    kind TEXT PRIMARY KEY,
    paused_at INTEGER
) STRICT, WITHOUT ROWID;
