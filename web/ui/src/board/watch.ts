import {onUnmounted, shallowReactive, watch, type Ref} from 'vue';

import {board as askBoard, type Board} from '../api/board';
import {Problem} from '../api/problem';
import {heldCodes, nextPoll, type HeldCode} from './codes';
import {CertainCount} from './counting';

/** What the board knows. Moments are ms of performance.now(). */
export interface Watched {
  board: Board | null;
  codes: HeldCode[];
  /** When the last answer came. */
  answered: number;
  /** The box refuses: the link is over, or never was one. */
  refused: Problem | null;
  now: number;
}

const SILENT_EVERY_MS = 5_000;
const REFUSED_EVERY_MS = 30_000;
const GIVE_UP_MS = 6_000;
const TICK_MS = 250;
/** Without an answer for this long the board says so. */
export const SILENT_AFTER_MS = 6_000;

/**
 * Asks for the board again and again, and ticks in between. Uses neither the session nor the banner of the other pages: nobody is
 * signed in here, and what it says when the box is silent must be readable from the last row.
 */
export function useBoard(training: Ref<string>, key: Ref<string>): {state: Watched; certain: CertainCount} {
  const certain = new CertainCount();
  const state: Watched = shallowReactive({board: null, codes: [], answered: performance.now(), refused: null, now: performance.now()});
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | undefined;

  async function ask(): Promise<void> {
    asking?.abort();
    const own = new AbortController();
    asking = own;
    const asked = performance.now();
    const limit = setTimeout(() => own.abort(), GIVE_UP_MS);
    let again = SILENT_EVERY_MS;
    try {
      const found = await askBoard(training.value, key.value, own.signal);
      if (asking !== own) return;
      const now = performance.now();
      if (found.hour) certain.take(found.hour, now);
      Object.assign(state, {board: found, codes: heldCodes(found.codes, asked), answered: now, refused: null, now});
      again = nextPoll(state.codes, now);
    } catch (error) {
      if (asking !== own) return;
      if (error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 429) {
        Object.assign(state, {board: null, codes: [], refused: error});
        again = REFUSED_EVERY_MS;
      } else if (!(error instanceof Problem) && !own.signal.aborted) {
        throw error;
      }
    } finally {
      clearTimeout(limit);
      if (asking === own) timer = setTimeout(() => void ask(), again);
    }
  }

  watch([training, key], () => {
    clearTimeout(timer);
    Object.assign(state, {board: null, codes: [], refused: null, answered: performance.now()});
    void ask();
  }, {immediate: true});
  const tick = setInterval(() => { state.now = performance.now(); }, TICK_MS);
  onUnmounted(() => {
    clearTimeout(timer);
    clearInterval(tick);
    const last = asking;
    asking = undefined;
    last?.abort();
  });
  return {state, certain};
}
