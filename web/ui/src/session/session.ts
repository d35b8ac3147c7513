import {computed, reactive, readonly} from 'vue';

import {forgetHours} from '../api/hours';
import {Problem} from '../api/problem';
import {get, post, put, remove, useCsrf} from '../api/request';
import type {Right, Session} from '../api/types';
import {untilAnswered} from '../live/connection';

/** Who is signed in here. `unknown` until the box was asked once. */
const state = reactive({
  known: false,
  session: null as Session | null,
  /** The session ended by itself (time, or the box ended it): the sign-in page says so. */
  ended: false,
});

export const session = readonly(state);
export const signedIn = computed(() => state.session !== null);

export const may = (right: Right) => state.session?.rights.includes(right) ?? false;

/**
 * That somebody signed in here, so that a browser where nobody did need not ask the box, which would answer 401. Only a hint: the
 * session itself is a cookie that no script can read.
 */
const HINT = 'xueshi-signed-in';

function hint(there: boolean): void {
  try {
    if (there) localStorage.setItem(HINT, '1');
    else localStorage.removeItem(HINT);
  } catch {
    // Storage may be forbidden: the box is then asked each time.
  }
}

function hinted(): boolean {
  try {
    return localStorage.getItem(HINT) !== null;
  } catch {
    return true;
  }
}

function enter(found: Session): Session {
  state.known = true;
  state.session = found;
  state.ended = false;
  useCsrf(found.csrf);
  hint(true);
  return found;
}

function leave(): void {
  state.known = true;
  state.session = null;
  useCsrf('');
  hint(false);
  forgetHours();
}

/** Who is signed in, as the box says; nobody, without asking, where nobody signed in from here. */
export async function firstSession(): Promise<void> {
  if (!hinted()) leave();
  else await untilAnswered();
}

/** Asks the box who is signed in. Throws Problem only where the box does not answer or fails. */
export async function askSession(): Promise<Session | null> {
  try {
    return enter(await get<Session>('/session', {background: true}));
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 401) {
      leave();
      return null;
    }
    throw problem;
  }
}

export const signIn = async (name: string, password: string) => enter(await post<Session>('/session', {name, password}));

export const changePassword = async (old: string, fresh: string) =>
  enter(await put<Session>('/session/password', {old, new: fresh}));

export async function signOut(): Promise<void> {
  try {
    await remove('/session');
  } catch (problem) {
    // A session that is over already is what was wanted.
    if (!(problem instanceof Problem) || problem.status !== 401) throw problem;
  } finally {
    state.ended = false;
  }
  leave();
}

/** The box says that the session is over. Nothing happens where nobody was signed in. */
export function sessionOver(): boolean {
  if (state.session === null) return false;
  leave();
  state.ended = true;
  return true;
}
