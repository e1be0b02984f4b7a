-- With whom a folder's owner shares it. user_id null: with everyone who has an account.
CREATE TABLE folder_shares (
    id INTEGER PRIMARY KEY,
    folder_id INTEGER NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
    user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
    access TEXT NOT NULL CHECK (access IN ('view', 'edit')),
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX folder_shares_by_folder ON folder_shares (folder_id, user_id) WHERE user_id IS NOT NULL;
CREATE UNIQUE INDEX folder_shares_everyone ON folder_shares (folder_id) WHERE user_id IS NULL;
CREATE INDEX folder_shares_by_user ON folder_shares (user_id, folder_id);
