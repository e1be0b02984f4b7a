import { isDay } from '../search/searchState';
import { isEventKind, type EventKind } from './eventWords';

/** What is asked for, as it stands in the URL; empty parts are absent. */
export interface EventSearch {
  kind?: EventKind[];
  /** Id of a person. */
  user?: string;
  address?: string;
  /** First day, `YYYY-MM-DD`, inclusive, in the time zone of who looks. */
  from?: string;
  /** Last day, likewise. */
  to?: string;
}

/** Any parameters to a search; what does not make sense is left out. */
export function readEventSearch(raw: Record<string, unknown>): EventSearch {
  const search: EventSearch = {};
  const kinds = [...new Set([raw['kind']].flat().filter(isEventKind))];
  if (kinds.length > 0) {
    search.kind = kinds;
  }
  const user = raw['user'];
  if (typeof user === 'string' && /^usr_[\w-]{1,40}$/.test(user)) {
    search.user = user;
  }
  const address = raw['address'];
  if (typeof address === 'string' && address.trim() !== '') {
    search.address = address.trim().slice(0, 64);
  }
  for (const key of ['from', 'to'] as const) {
    const day = raw[key];
    if (typeof day === 'string' && isDay(day)) {
      search[key] = day;
    }
  }
  return search;
}

export function hasEventFilter(search: EventSearch): boolean {
  return Object.keys(search).length > 0;
}

/** The search as the API takes it: from the first moment of the first day to the first moment after the last. */
export function eventParameters(search: EventSearch): { kind?: EventKind[]; user?: string; address?: string; from?: string; to?: string } {
  const { from, to, ...rest } = search;
  return {
    ...rest,
    ...(from === undefined ? {} : { from: localDay(from, 0).toISOString() }),
    ...(to === undefined ? {} : { to: localDay(to, 1).toISOString() }),
  };
}

function localDay(day: string, plus: number): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + plus);
}
