import type { DescriptionEstimate, DescriptionRun } from '../../api/types';
import { countOf, formatCount, formatDuration } from '../../ui/format';

/** Of a filled badge that says that something waits: white on it is legible. */
export const amber = '#b8420c';

export const variables = ['existing_tags', 'place', 'date', 'file_name', 'language'] as const;

/** Variables of a text that do not exist, each once, as they are written. */
export function unknownVariables(text: string): string[] {
  const found = [...text.matchAll(/(\{?)\{([A-Za-z_]+)\}(\}?)/g)]
    .filter(([, before, , after]) => before === '' || after === '')
    .map(([, , name]) => name!)
    .filter((name) => !(variables as readonly string[]).includes(name));
  return [...new Set(found)].map((name) => `{${name}}`);
}

/** What a run would be, in a sentence or two. */
export function estimateWords(estimate: DescriptionEstimate): string {
  const parts = [
    estimate.ask_count === 0
      ? 'The model has answered for all of them already.'
      : `${countOf(estimate.ask_count, 'picture', 'pictures')} to ask about${
          estimate.seconds == null ? '' : `, about ${formatDuration(estimate.seconds)} (${secondsOf(estimate.seconds_per_picture)} a picture)`
        }.`,
    estimate.ask_count > 0 && estimate.seconds == null ? 'How long it takes is known after a trial.' : null,
    estimate.known_count > 0 && estimate.ask_count > 0 && estimate.image_count > estimate.ask_count
      ? `${formatCount(estimate.known_count)} answered already.`
      : null,
    estimate.others_count > 0 ? `${countOf(estimate.others_count, 'picture', 'pictures')} of other people are left alone.` : null,
  ];
  return parts.filter((part) => part !== null).join(' ');
}

/** `2.4 s`; nothing where it is not known. */
export function secondsOf(seconds: number | null | undefined, locale?: string): string {
  return seconds == null ? '' : `${new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 }).format(seconds)} s`;
}

/** What has come of a run so far. */
export function outcomeWords(run: DescriptionRun): string {
  const left = run.image_count - run.done_count - run.known_count - run.failed_count - run.gone_count;
  return [
    `${formatCount(run.done_count)} described`,
    run.known_count > 0 ? `${formatCount(run.known_count)} known before` : null,
    run.failed_count > 0 ? `${formatCount(run.failed_count)} without a usable answer` : null,
    run.gone_count > 0 ? `${formatCount(run.gone_count)} gone` : null,
    left > 0 ? `${formatCount(left)} to go` : null,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

/** How far a run is, 0..1. */
export function shareOf(run: DescriptionRun): number {
  return run.image_count === 0 ? 1 : (run.done_count + run.known_count + run.failed_count + run.gone_count) / run.image_count;
}
