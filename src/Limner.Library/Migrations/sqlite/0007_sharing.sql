-- With whom a folder's owner shares it. user_id null: with everyone who has an account.
CREATE TABLE folder_shares (
    id INTEGER PRIMARY KEY,
    folder_id INTEGER NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
    user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
    access TEXT NOT NULL CHECK (access IN ('view', 'edit')),
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX folder_shares_by_folder ON folder_shares (folder_id, user_id); -- of null it takes any number
CREATE UNIQUE INDEX folder_shares_everyone ON folder_shares (folder_id) WHERE user_id IS NULL;
CREATE INDEX folder_shares_by_user ON folder_shares (user_id, folder_id, access);

-- Who sees an image that is not their own follows from the folders its files lie in: answered from the index alone.
DROP INDEX image_files_by_image;
CREATE INDEX image_files_by_image ON image_files (image_id, state, folder_id);
-- For those who see images of several owners; those who only have their own use images_by_date.
CREATE INDEX images_by_date_of_all ON images (sort_at, id, owner_id, removed_at, missing_since) WHERE removed_at IS NULL AND missing_since IS NULL;
