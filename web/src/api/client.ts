import createClient from 'openapi-fetch';
import { Problem, readProblem, toProblem } from './problem';
import type { paths } from './schema';

/** The generated client. Use it through {@link answer}, which turns failures into a thrown {@link Problem}. */
export const api = createClient<paths>({ baseUrl: '' });

/** Answers of 401 to an attempt to sign in. */
const attempts = new Set(['sign_in_failed', 'second_factor_required', 'second_factor_failed']);

type Listener = () => void;
const signedOutListeners = new Set<Listener>();

/** Called when the server says that the session is over. A wrong password or code is a 401 too, but ends nothing. */
export function onSignedOut(listener: Listener): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

interface Answer<T> {
  data?: T | undefined;
  error?: unknown;
  response: Response;
}

/** The body of a successful answer; throws a {@link Problem} for all else. */
export async function answer<T>(request: Promise<Answer<T>>): Promise<T> {
  let result: Answer<T>;
  try {
    result = await request;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') {
      throw error;
    }
    throw toProblem(error);
  }
  if (!result.response.ok) {
    const problem = readProblem(result.response.status, result.error, result.response.headers.get('Retry-After'));
    if (problem.status === 401 && !attempts.has(problem.code)) {
      for (const listener of signedOutListeners) {
        listener();
      }
    }
    throw problem;
  }
  return result.data as T;
}

/** Retrying helps against a server that is starting or a network that blinks, never against a refusal. */
export function isTransient(error: unknown): boolean {
  return error instanceof Problem && (error.status === 0 || error.status === 502 || error.status === 503 || error.status === 504);
}
