-- Pages of documents have vectors in spaces of their own, one beside each of those of pictures (kind: page_visual, page_meaning). There content_id is the
-- id of a page (document_pages). A page goes with its document, or when that is read anew; its vectors go in the same statement, and what an index
-- beside the database has to take out of itself is written down as for pictures.
CREATE TRIGGER document_pages_unseen AFTER DELETE ON document_pages
WHEN EXISTS (SELECT 1 FROM vector_spaces AS space CROSS JOIN vectors ON vectors.space_id = space.id AND vectors.content_id = old.id WHERE space.kind IN ('page_visual', 'page_meaning'))
BEGIN
    UPDATE vector_spaces SET revision = revision + 1
    WHERE kind IN ('page_visual', 'page_meaning') AND EXISTS (SELECT 1 FROM vectors WHERE vectors.space_id = vector_spaces.id AND vectors.content_id = old.id);
    INSERT OR REPLACE INTO vector_removals (space_id, content_id, revision)
    SELECT space.id, old.id, space.revision FROM vector_spaces AS space CROSS JOIN vectors ON vectors.space_id = space.id AND vectors.content_id = old.id
    WHERE space.kind IN ('page_visual', 'page_meaning');
    DELETE FROM vectors WHERE content_id = old.id AND space_id IN (SELECT id FROM vector_spaces WHERE kind IN ('page_visual', 'page_meaning'));
END;
