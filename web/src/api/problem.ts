/**
 * A failed request as the server describes it (RFC 9457). Everything the client throws for a request is one of these, so that one
 * component can show any of them.
 */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string | null;
  readonly remedy: string | null;
  /** Messages by request field, in the API's own spelling. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** Where in the text of the field at fault the fault lies; null: nowhere in particular. */
  readonly place: { start: number; length: number } | null;
  readonly traceId: string | null;
  /** How many seconds to wait, where the server says so. */
  readonly retryAfter: number | null;

  constructor(parts: {
    status: number;
    code: string;
    title: string;
    detail?: string | null;
    remedy?: string | null;
    fields?: Record<string, readonly string[]>;
    place?: { start: number; length: number } | null;
    traceId?: string | null;
    retryAfter?: number | null;
  }) {
    super(parts.title);
    this.name = 'Problem';
    this.status = parts.status;
    this.code = parts.code;
    this.detail = parts.detail ?? null;
    this.remedy = parts.remedy ?? null;
    this.fields = parts.fields ?? {};
    this.place = parts.place ?? null;
    this.traceId = parts.traceId ?? null;
    this.retryAfter = parts.retryAfter ?? null;
  }

  get title(): string {
    return this.message;
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** Reads a problem document; tolerant, because a proxy between client and server may answer with something else. */
export function readProblem(status: number, body: unknown, retryAfter: string | null = null): Problem {
  const document = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const fields: Record<string, string[]> = {};
  if (typeof document['errors'] === 'object' && document['errors'] !== null) {
    for (const [field, messages] of Object.entries(document['errors'] as Record<string, unknown>)) {
      const list = (Array.isArray(messages) ? messages : [messages]).filter((message) => typeof message === 'string');
      if (list.length > 0) {
        fields[field] = list;
      }
    }
  }
  const field = text(document['field']);
  const detail = text(document['detail']);
  const [position, length] = [document['position'], document['length']];
  const title = text(document['title']) ?? fallbackTitle(status);
  if (field !== null && fields[field] === undefined) {
    fields[field] = [detail === null || detail === title ? title : `${title}: ${detail}`];
  }
  return new Problem({
    status,
    code: text(document['code']) ?? `http_${status}`,
    title,
    detail,
    remedy: text(document['remedy']) ?? (status >= 502 ? 'Check that the server is running, then try again.' : null),
    fields,
    place: typeof position === 'number' && typeof length === 'number' ? { start: position, length } : null,
    traceId: text(document['trace_id']),
    retryAfter: retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : null,
  });
}

function fallbackTitle(status: number): string {
  switch (status) {
    case 401:
      return 'Signing in is required';
    case 403:
      return 'This account may not do that';
    case 404:
      return 'There is nothing here';
    default:
      return status >= 500 ? 'The server could not answer' : 'The request was refused';
  }
}

/** Any thrown value as a problem; a network failure becomes `offline`. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) {
    return error;
  }
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) {
    return new Problem({
      status: 0,
      code: 'offline',
      title: 'The server does not answer',
      remedy: 'Check that Limner is running and that this device can reach it.',
    });
  }
  return new Problem({
    status: 0,
    code: 'client',
    title: 'Something went wrong in this page',
    detail: error instanceof Error ? error.message : String(error),
    remedy: 'Reload the page.',
  });
}
