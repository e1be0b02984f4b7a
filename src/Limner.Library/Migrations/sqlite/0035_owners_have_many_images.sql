-- Without statistics SQLite takes any value of an index's first column to stand in ten rows, and one of json_each to be one of 25: it then read every image
-- of a person to find the hundred that were named by their ids (25 ms of 100,000 images instead of half a millisecond). An owner has many images: said here
-- once, in round figures, so that the plans are the same in every library and do not change with its size (sqlite.org/optoverview.html, "Manual control of
-- query plans using sqlite_stat tables").
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('images', 'images_by_owner_content', '1000000 1000000 1'),
    ('images', 'images_by_name', '1000000 1000000 2 1'),
    ('images', 'images_by_date', '1000000 1000000 2 1 1 1 1'),
    ('images', 'images_removed', '100000 100000 2 1 1'),
    ('images', 'images_missing', '100000 100000 2 1');
ANALYZE sqlite_schema;
