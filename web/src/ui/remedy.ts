import type { Problem } from '../api/problem';
import { formatDuration } from './format';

/** What mends a problem, with how long to wait where the server says so. */
export function remedyOf(problem: Problem, locale?: string): string | null {
  return problem.retryAfter === null ? problem.remedy : `Try again in ${formatDuration(Math.max(1, problem.retryAfter), locale)}.`;
}
