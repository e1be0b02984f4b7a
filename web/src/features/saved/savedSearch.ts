import type { SavedSearch } from '../../api/types';
import { filtersOf, readSearch, type PhotoSearch } from '../search/searchState';

/** The search that was kept. What this version does not know of it is left out. */
export function searchOfSaved(saved: Pick<SavedSearch, 'filter' | 'sort'>): PhotoSearch {
  return readSearch({ ...saved.filter, ...(saved.sort == null ? {} : { sort: saved.sort }) });
}

/** A search as it is kept. */
export function toSaved(search: PhotoSearch): Pick<SavedSearch, 'filter' | 'sort'> {
  const { sort } = search;
  return { filter: filtersOf(search), ...(sort === undefined ? {} : { sort }) };
}
