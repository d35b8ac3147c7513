/** Why a request was not answered as wished: the box's problem document (RFC 9457), or that there was no answer at all. */
export class Problem extends Error {
  constructor(
    /** HTTP status; 0 when the box did not answer. */
    readonly status: number,
    /** The stable word pages act on; '' where there is none. */
    readonly code: string,
    readonly chinese: string,
    readonly english: string,
    /** When to come again, if the box said so. */
    readonly retryAfterSeconds: number | null,
    /** The whole problem document: members beyond those above (what is wrong with which field, say). */
    readonly document: Readonly<Record<string, unknown>> = {},
  ) {
    super(english || chinese || `HTTP ${status}`);
    this.name = 'Problem';
  }

  get unreachable(): boolean {
    return this.status === 0;
  }
}

export const unreachable = () => new Problem(0, 'unreachable', '', '', null);

/** Of an answer that is not 2xx. Whatever the body is, a Problem comes of it. */
export async function problemOf(answer: Response): Promise<Problem> {
  let body: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(await answer.text());
    if (typeof parsed === 'object' && parsed !== null) body = parsed as Record<string, unknown>;
  } catch {
    // Not the box's own words (a proxy's page, say): the status must do.
  }
  const word = (key: string) => (typeof body[key] === 'string' ? body[key] : '');
  const seconds = typeof body.retry_after_s === 'number' ? body.retry_after_s : Number(answer.headers.get('Retry-After') ?? NaN);
  return new Problem(answer.status, word('code'), word('detail'), word('detail_en'), Number.isFinite(seconds) ? seconds : null, body);
}
