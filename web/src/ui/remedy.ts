import type { Problem } from '../api/problem';
import { formatDuration } from './format';

/** A conflict is as various as what people do: its detail says which one, and its general title and remedy say nothing beside it. */
function saysItself(problem: Problem): boolean {
  return problem.code === 'conflict' && problem.detail !== null;
}

/** What went wrong, in a line. */
export function headingOf(problem: Problem): string {
  return saysItself(problem) ? problem.detail! : problem.title;
}

/** What is known of this case beyond the heading. */
export function detailOf(problem: Problem): string | null {
  return problem.detail === headingOf(problem) ? null : problem.detail;
}

/** What mends a problem, with how long to wait where the server says so. */
export function remedyOf(problem: Problem, locale?: string): string | null {
  return problem.retryAfter === null ? (saysItself(problem) ? null : problem.remedy) : `Try again in ${formatDuration(Math.max(1, problem.retryAfter), locale)}.`;
}
