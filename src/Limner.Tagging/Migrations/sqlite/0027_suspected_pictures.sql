-- How often the model server has failed with a picture: remembered when a run gives its place up or the server is restarted in between.
ALTER TABLE description_run_images ADD COLUMN server_failures INTEGER NOT NULL DEFAULT 0;
