import {shallowReactive, readonly} from 'vue';

import {API} from '../api/request';
import type {Overview} from '../api/types';
import {sessionOver, signedIn} from '../session/session';
import {answered, untilAnswered} from './connection';

/**
 * What the box is doing now, by server-sent events; one stream for all pages, open while a signed-in page is in sight.
 *
 * The box sends at least every 15 s. When it is silent for longer, or the stream breaks, the stream is dropped and the box is asked
 * for the session until it answers: that tells a box that is restarting from a session that is over.
 */
const SILENT_AFTER_MS = 40_000;
/** A stream that breaks as soon as it is opened is not opened again before this. */
const OPEN_EVERY_MS = 5_000;
/** A page that nobody looks at gives its connection back after this long. */
const HIDDEN_AFTER_MS = 30_000;

const state = shallowReactive({
  overview: null as Overview | null,
  /** Box time less browser time, in ms: what the box calls now is Date.now() + offset. */
  offset: 0,
});
export const live = readonly(state) as Readonly<typeof state>;

export const boxNow = () => Date.now() + state.offset;

let source: EventSource | null = null;
let openedAt = 0;
let running = false;
let timer: ReturnType<typeof setTimeout> | undefined;
let hiding: ReturnType<typeof setTimeout> | undefined;

function after(ms: number, what: () => void): void {
  clearTimeout(timer);
  timer = setTimeout(what, ms);
}

function drop(): void {
  source?.close();
  source = null;
  clearTimeout(timer);
}

function take(text: string): void {
  const given = JSON.parse(text) as Overview;
  const now = Date.parse(given.clock.utc);
  if (Number.isFinite(now)) state.offset = now - Date.now();
  state.overview = given;
}

function open(): void {
  drop();
  if (!running || document.hidden) return;
  const opened = new EventSource(`${API}/events`);
  source = opened;
  openedAt = Date.now();
  after(SILENT_AFTER_MS, () => void lost());
  opened.addEventListener('overview', event => {
    if (source !== opened) return;
    answered();
    after(SILENT_AFTER_MS, () => void lost());
    take((event as MessageEvent<string>).data);
  });
  opened.addEventListener('signed_out', () => {
    if (source !== opened) return;
    drop();
    sessionOver();
  });
  opened.addEventListener('error', () => {
    if (source === opened) void lost();
  });
}

async function lost(): Promise<void> {
  drop();
  if (!running) return;
  await untilAnswered();
  if (running && signedIn.value) after(Math.max(0, openedAt + OPEN_EVERY_MS - Date.now()), open);
}

function onVisibility(): void {
  clearTimeout(hiding);
  if (!document.hidden) {
    if (source === null) open();
  } else {
    hiding = setTimeout(drop, HIDDEN_AFTER_MS);
  }
}

export function startEvents(): void {
  if (running) return;
  running = true;
  document.addEventListener('visibilitychange', onVisibility);
  open();
}

export function stopEvents(): void {
  running = false;
  clearTimeout(hiding);
  document.removeEventListener('visibilitychange', onVisibility);
  drop();
  state.overview = null;
}
