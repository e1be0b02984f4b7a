/** Words and numbers in the locale of the browser. Functions that take a `locale` do so for tests. */

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** `12.4 MB`: decimal units, as disks are sold. */
export function formatBytes(bytes: number, locale?: string): string {
  if (bytes < 1000) {
    return countOf(bytes, 'byte', 'bytes', locale);
  }
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[unit]!,
    unitDisplay: 'short',
    maximumFractionDigits: value >= 100 ? 0 : 1,
  }).format(value);
}

export function formatCount(count: number, locale?: string): string {
  return new Intl.NumberFormat(locale).format(count);
}

/** `1 picture`, `12,000 pictures`. */
export function countOf(count: number, one: string, many: string, locale?: string): string {
  return `${formatCount(count, locale)} ${count === 1 ? one : many}`;
}

export function formatPercent(share: number, locale?: string): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** A rate of work: `14.2/s`, `40/min` when slower than one a second. */
export function formatRate(perSecond: number, noun: string, locale?: string): string {
  const slow = perSecond < 1;
  const value = new Intl.NumberFormat(locale, { maximumFractionDigits: perSecond < 100 && !slow ? 1 : 0 }).format(
    slow ? perSecond * 60 : perSecond,
  );
  return `${value} ${noun}/${slow ? 'min' : 's'}`;
}

/** A length of time to its two largest parts: `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(seconds: number, locale?: string): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), 'day'],
    [Math.floor(whole / 3_600) % 24, 'hour'],
    [Math.floor(whole / 60) % 60, 'minute'],
    [whole % 60, 'second'],
  ];
  const begin = parts.findIndex(([amount]) => amount > 0);
  if (begin === -1) {
    return part(0, 'second', locale);
  }
  return parts
    .slice(begin, begin + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => part(amount, unit, locale))
    .join(' ');
}

function part(amount: number, unit: string, locale?: string): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(amount);
}

/** What is left of a job, in words that do not flicker: exact below a minute only in steps of five seconds. */
export function formatTimeLeft(seconds: number, locale?: string): string {
  if (seconds < 5) {
    return 'a few seconds left';
  }
  const rounded = seconds < 60 ? Math.ceil(seconds / 5) * 5 : seconds < 600 ? Math.ceil(seconds / 10) * 10 : Math.ceil(seconds / 60) * 60;
  return `about ${formatDuration(rounded, locale)} left`;
}

/** `May 2024` from `2024-05`. */
export function formatMonth(month: string, locale?: string): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  return Number.isNaN(date.getTime())
    ? month
    : new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(date);
}

/** `May 3, 2024` from `2024-05-03`. */
export function formatDay(day: string, locale?: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? day : new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(date);
}

/** A moment on this server, in the viewer's own time zone. */
export function formatMoment(moment: string, locale?: string): string {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? moment : new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}

/** A moment to the second, for lists where order and distance matter. */
export function formatExactMoment(moment: string, locale?: string): string {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? moment : new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(date);
}

/** `a, b and c`. */
export function formatList(words: readonly string[], locale?: string): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(words);
}

/**
 * The camera's wall clock, as it stood: never moved to another time zone. The offset is told when the camera knew it.
 * @param takenAt `2024-05-03T14:22:05`, possibly with an offset, which is ignored here
 */
export function formatTaken(takenAt: string, offsetMinutes?: number | null, locale?: string): string {
  const date = new Date(`${takenAt.slice(0, 19)}Z`);
  if (Number.isNaN(date.getTime())) {
    return takenAt;
  }
  const text = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' }).format(date);
  return offsetMinutes == null ? text : `${text} (${formatOffset(offsetMinutes)})`;
}

export function formatOffset(minutes: number): string {
  const absolute = Math.abs(minutes);
  const sign = minutes < 0 ? '−' : '+';
  return `UTC${sign}${Math.floor(absolute / 60)}${absolute % 60 === 0 ? '' : `:${String(absolute % 60).padStart(2, '0')}`}`;
}

/** `5 minutes ago`. */
export function formatAgo(moment: string, now: number, locale?: string): string {
  const seconds = (new Date(moment).getTime() - now) / 1000;
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ];
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) {
      return format.format(Math.trunc(seconds / size), unit);
    }
  }
  return format.format(0, 'second');
}

/** Exposure as photographers write it: `1/250 s`, `0.8 s`, `30 s`. */
export function formatExposure(seconds: number, locale?: string): string {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  if (seconds >= 0.3) {
    return `${number.format(seconds)} s`;
  }
  return `1/${Math.round(1 / seconds)} s`;
}

export interface Shot {
  exposure_seconds?: number | null;
  f_number?: number | null;
  iso?: number | null;
  focal_length_mm?: number | null;
}

/** `1/250 s · ƒ/2.8 · ISO 100 · 35 mm`; what is not known is left out, null when nothing is. */
export function formatShot(shot: Shot, locale?: string): string | null {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const parts: string[] = [];
  if (shot.exposure_seconds != null && shot.exposure_seconds > 0) {
    parts.push(formatExposure(shot.exposure_seconds, locale));
  }
  if (shot.f_number != null && shot.f_number > 0) {
    parts.push(`ƒ/${number.format(shot.f_number)}`);
  }
  if (shot.iso != null && shot.iso > 0) {
    parts.push(`ISO ${shot.iso}`);
  }
  if (shot.focal_length_mm != null && shot.focal_length_mm > 0) {
    parts.push(`${number.format(shot.focal_length_mm)} mm`);
  }
  return parts.length === 0 ? null : parts.join(' · ');
}

/** `NIKON CORPORATION` + `NIKON D90` is `NIKON D90`: most makers repeat themselves in the model. */
export function formatCamera(make?: string | null, model?: string | null): string | null {
  const maker = make?.trim() ?? '';
  const name = model?.trim() ?? '';
  if (name === '') {
    return maker === '' ? null : maker;
  }
  const firstWord = maker.split(/\s+/)[0] ?? '';
  return maker === '' || name.toLowerCase().startsWith(firstWord.toLowerCase()) ? name : `${maker} ${name}`;
}

/** `48.2082° N, 16.3738° E`. */
export function formatPlace(latitude: number, longitude: number, locale?: string): string {
  const number = new Intl.NumberFormat(locale, { minimumFractionDigits: 4, maximumFractionDigits: 4 });
  return `${number.format(Math.abs(latitude))}° ${latitude < 0 ? 'S' : 'N'}, ${number.format(Math.abs(longitude))}° ${longitude < 0 ? 'W' : 'E'}`;
}

/** `South Korea`, in the viewer's language; the code itself where it is nobody's. */
export function formatCountry(code: string, locale?: string): string {
  try {
    return new Intl.DisplayNames(locale === undefined ? undefined : [locale], { type: 'region' }).of(code.toUpperCase()) ?? code;
  } catch {
    // Not a code: RangeError.
    return code;
  }
}

/** `Seoul, South Korea`, `South Korea`. */
export function formatPlaceName(place: { city?: string | null; country_code: string }, locale?: string): string {
  const country = formatCountry(place.country_code, locale);
  return place.city == null ? country : `${place.city}, ${country}`;
}

/** A filter `KR` or `KR/Seoul` as people read it; any other text is the name of a city. */
export function formatPlaceFilter(value: string, locale?: string): string {
  const match = /^([A-Za-z]{2})(?:\/(.+))?$/.exec(value);
  return match === null ? value : formatPlaceName({ country_code: match[1]!, city: match[2] ?? null }, locale);
}

/** `12.2 MP`. */
export function formatMegapixels(width: number, height: number, locale?: string): string {
  const megapixels = (width * height) / 1e6;
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: megapixels < 10 ? 1 : 0 }).format(megapixels)} MP`;
}
