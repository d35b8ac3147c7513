import {reactive, readonly} from 'vue';

/**
 * Does the box answer? One place for the banner, for all who want to load anew when it is back (`returns` counts that), and for the
 * one loop that asks an unreachable box whether it is there, every 5 s.
 */
const ASK_EVERY_MS = 5_000;

const state = reactive({reachable: true, returns: 0});
export const connection = readonly(state);

let probe: () => Promise<unknown> = () => Promise.resolve();
let asking: Promise<void> | null = null;

/** How to ask: rejects while the box does not answer. */
export function askBy(ask: () => Promise<unknown>): void {
  probe = ask;
}

export function answered(): void {
  if (state.reachable) return;
  state.reachable = true;
  ++state.returns;
}

export function silent(): void {
  state.reachable = false;
  void untilAnswered();
}

/** Resolves when the box has answered the probe; asks at once and then every 5 s, once for all who wait. */
export function untilAnswered(): Promise<void> {
  asking ??= ask().finally(() => { asking = null; });
  return asking;
}

async function ask(): Promise<void> {
  for (;;) {
    try {
      await probe();
      answered();
      return;
    } catch {
      state.reachable = false;
      await new Promise(done => setTimeout(done, ASK_EVERY_MS));
    }
  }
}
