export const thresholds = [2, 6, 10] as const;
export const rules = ['largest', 'most_metadata', 'oldest'] as const;

export type Threshold = (typeof thresholds)[number];
export type KeepRule = (typeof rules)[number];

export interface DuplicatesSearch {
  /** Left out: near ones. */
  kind?: 'exact' | 'burst';
  /** Bits of 64; left out: 6. */
  threshold?: Threshold;
  /** Left out: the largest. */
  keep?: KeepRule;
}

/** What the page keeps in the address; what makes no sense is left out. */
export function readDuplicatesSearch(raw: Record<string, unknown>): DuplicatesSearch {
  const threshold = thresholds.find((one) => one === Number(raw['threshold']) && one !== 6);
  const keep = rules.find((one) => one === raw['keep'] && one !== 'largest');
  return {
    ...(raw['kind'] === 'exact' || raw['kind'] === 'burst' ? { kind: raw['kind'] } : {}),
    ...(threshold === undefined ? {} : { threshold }),
    ...(keep === undefined ? {} : { keep }),
  };
}
