-- Images whose date could not be shifted.
ALTER TABLE bulk_edit_actions ADD COLUMN no_date INTEGER NOT NULL DEFAULT 0;
