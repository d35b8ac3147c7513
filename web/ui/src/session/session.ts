import {computed, reactive, readonly} from 'vue';

import {forgetHours} from '../api/hours';
import {Problem} from '../api/problem';
import {get, post, put, remove, useCsrf} from '../api/request';
import type {Right, Session} from '../api/types';

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

function enter(found: Session): Session {
  state.known = true;
  state.session = found;
  state.ended = false;
  useCsrf(found.csrf);
  return found;
}

function leave(): void {
  state.known = true;
  state.session = null;
  useCsrf('');
  forgetHours();
}

/** Asks the box who is signed in. Throws Problem only where the box does not answer or fails. */
export async function askSession(): Promise<Session | null> {
  try {
    return enter(await get<Session>('/session'));
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
