import type { SavedSearch } from '../../api/types';
import { filtersOf, readSearch, type PhotoSearch } from '../search/searchState';

type Kept = Pick<SavedSearch, 'filter'> & Partial<Pick<SavedSearch, 'sort' | 'mode'>>;

/** The search that was kept. What this version does not know of it is left out. */
export function searchOfSaved(saved: Kept): PhotoSearch {
  return readSearch({ ...saved.filter, ...(saved.sort == null ? {} : { sort: saved.sort }), ...(saved.mode == null ? {} : { mode: saved.mode }) });
}

/** A search as it is kept. */
export function toSaved(search: PhotoSearch): Pick<SavedSearch, 'filter'> & Pick<PhotoSearch, 'sort' | 'mode'> {
  const { sort, mode } = search;
  return { filter: filtersOf(search), ...(sort === undefined ? {} : { sort }), ...(mode === undefined ? {} : { mode }) };
}
