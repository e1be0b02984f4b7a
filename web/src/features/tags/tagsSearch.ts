export interface TagsSearch {
  q?: string;
}

/** What the pages of tags and vocabulary keep in the address. */
export function readTagsSearch(raw: Record<string, unknown>): TagsSearch {
  return typeof raw['q'] === 'string' && raw['q'] !== '' ? { q: raw['q'].slice(0, 100) } : {};
}
