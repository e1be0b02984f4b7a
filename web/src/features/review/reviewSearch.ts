export interface ReviewSearch {
  view?: 'captions' | 'statistics';
  tag?: string;
  model?: string;
  folder?: string;
  /** Confidence in percent. */
  min?: number;
  max?: number;
  order?: 'unsurest' | 'oldest';
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined);

const percent = (value: unknown) => {
  const number = typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;
  return Number.isFinite(number) && number >= 0 && number <= 100 ? Math.round(number) : undefined;
};

/** What the review keeps in the address; what makes no sense is left out. */
export function readReviewSearch(raw: Record<string, unknown>): ReviewSearch {
  const search: Record<string, unknown> = {
    view: raw['view'] === 'statistics' || raw['view'] === 'captions' ? raw['view'] : undefined,
    tag: text(raw['tag']),
    model: text(raw['model']),
    folder: text(raw['folder']),
    min: percent(raw['min']),
    max: percent(raw['max']),
    order: raw['order'] === 'unsurest' || raw['order'] === 'oldest' ? raw['order'] : undefined,
  };
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as ReviewSearch;
}

/** The queue of tags, as the API asks for it. */
export function tagParameters(search: ReviewSearch) {
  return {
    ...(search.tag === undefined ? {} : { tag: search.tag }),
    ...(search.model === undefined ? {} : { model: search.model }),
    ...(search.folder === undefined ? {} : { folder: search.folder }),
    ...(search.min === undefined ? {} : { min: search.min / 100 }),
    ...(search.max === undefined ? {} : { max: search.max / 100 }),
    ...(search.order === 'unsurest' ? { order: search.order } : {}),
  };
}

/** The queue of captions; models do not say how sure they are of those. */
export function captionParameters(search: ReviewSearch) {
  return {
    ...(search.model === undefined ? {} : { model: search.model }),
    ...(search.folder === undefined ? {} : { folder: search.folder }),
    ...(search.order === 'oldest' ? { order: search.order } : {}),
  };
}
