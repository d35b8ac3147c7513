import {Problem, problemOf, unreachable} from './problem';

/** Who wants to know how requests went: the session (is it over?) and the banner (does the box answer?). */
interface Listener {
  signedOut(): void;
  answered(): void;
  silent(): void;
}

let listener: Listener = {signedOut() {}, answered() {}, silent() {}};
let csrf = '';

export function listen(to: Listener): void {
  listener = to;
}

export function useCsrf(token: string): void {
  csrf = token;
}

export const API = '/api/v1';

export interface Asking {
  signal?: AbortSignal;
  /** The page asks by itself, nobody did anything: this must not keep a session open at which nobody sits. */
  background?: boolean;
  /**
   * By nobody who is signed in: no cookie goes along, and neither banner nor session hear of the answer. For the classroom's board.
   */
  alone?: boolean;
}

/**
 * Asks the box and gives its JSON, or undefined for an empty answer. Bytes are sent as they are, anything else as JSON. Throws
 * Problem, and nothing else but the DOMException of an aborted `signal`.
 */
export async function request<T>(method: string, path: string, body?: unknown, {signal, background = false, alone = false}: Asking = {}): Promise<T> {
  const headers: Record<string, string> = {Accept: 'application/json, application/problem+json'};
  const bytes = body instanceof ArrayBuffer;
  if (body !== undefined) headers['Content-Type'] = bytes ? 'application/octet-stream' : 'application/json';
  if (background) headers['Xueshi-Background'] = '1';
  if (method !== 'GET' && csrf) headers['Xueshi-Csrf'] = csrf;
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(API + path, {
      method,
      headers,
      credentials: alone ? 'omit' : 'same-origin',
      cache: 'no-store',
      ...(body === undefined ? {} : {body: bytes ? body : JSON.stringify(body)}),
      ...(signal ? {signal} : {}),
    });
    text = answer.ok ? await answer.text() : '';
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    if (!alone) listener.silent();
    throw unreachable();
  }
  if (!alone) listener.answered();
  if (!answer.ok) {
    const problem = await problemOf(answer);
    if (!alone && problem.status === 401 && problem.code !== 'wrong_credentials') listener.signedOut();
    throw problem;
  }
  if (text === '') return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Problem(answer.status, 'not_json', '', '', null);
  }
}

export const get = <T>(path: string, asking?: Asking) => request<T>('GET', path, undefined, asking);
export const post = <T>(path: string, body: unknown = {}) => request<T>('POST', path, body);
export const put = <T>(path: string, body: unknown) => request<T>('PUT', path, body);
export const patch = <T>(path: string, body: unknown) => request<T>('PATCH', path, body);
export const remove = (path: string) => request<void>('DELETE', path);

/** A query string of the values that are there, with its question mark; '' when none is. */
export function query(values: Record<string, string | number | null | undefined>): string {
  const filled = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return filled.length ? `?${new URLSearchParams(filled.map(([key, value]) => [key, String(value)]))}` : '';
}

/** Asks for something that the player fetches by itself, only to learn why it cannot: null when it can be had. */
export async function problemAt(url: string, signal?: AbortSignal): Promise<Problem | null> {
  let answer: Response;
  try {
    answer = await fetch(url, {credentials: 'same-origin', cache: 'no-store', ...(signal ? {signal} : {})});
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    listener.silent();
    return unreachable();
  }
  listener.answered();
  if (answer.ok) {
    await answer.body?.cancel();
    return null;
  }
  const problem = await problemOf(answer);
  if (problem.status === 401) listener.signedOut();
  return problem;
}
