import type {BoardCode} from '../api/board';

/**
 * Which code the board shows, and for how long. Moments are ms of the browser's own steady clock (performance.now): a clock that is set
 * neither shortens nor stretches a code's life.
 */
export interface HeldCode extends BoardCode {
  /** From here on it is an old one. */
  until: number;
}

/** How long a code stays on the screen while its successor is on its way; the box takes it for longer than that (`qr_grace_s`). */
export const OVERLAP_MS = 1_000;
/** The board asks this often. */
export const POLL_MS = 2_000;
/** Where both are shown in turn: long enough to hold up a phone. */
export const TURN_MS = {wifi: 8_000, check_in: 12_000} as const;

/**
 * What came with an answer that was asked for at `asked`. The box counted `left_ms` when it answered, which was later: so a code never
 * stays longer than the box meant.
 */
export const heldCodes = (codes: readonly BoardCode[], asked: number): HeldCode[] =>
  codes.filter(code => code.size > 0 && code.modules.length === code.size * code.size).map(code => ({...code, until: asked + code.left_ms}));

/** Those that may still be shown. Without an answer from the box there are none after their time. */
export const showable = (codes: readonly HeldCode[], now: number): HeldCode[] => codes.filter(code => now < code.until + OVERLAP_MS);

/** When to ask next, in ms from `now`: every 2 s, and at once when a code has had its time. */
export function nextPoll(codes: readonly HeldCode[], now: number): number {
  const ends = codes.map(code => code.until - now).filter(left => left > 0);
  return Math.max(250, Math.min(POLL_MS, ...ends));
}

export interface Turn {
  code: HeldCode;
  /** The other one comes in so many ms; null where there is only one. */
  next: number | null;
}

/** The code whose turn it is: first the network, then check-in. */
export function codeInTurn(codes: readonly HeldCode[], now: number): Turn | null {
  const wifi = codes.find(code => code.kind === 'wifi');
  const checkIn = codes.find(code => code.kind === 'check_in');
  if (!wifi || !checkIn) {
    const only = checkIn ?? wifi;
    return only ? {code: only, next: null} : null;
  }
  const at = now % (TURN_MS.wifi + TURN_MS.check_in);
  return at < TURN_MS.wifi ? {code: wifi, next: TURN_MS.wifi - at} : {code: checkIn, next: TURN_MS.wifi + TURN_MS.check_in - at};
}

/** The dark modules as one SVG path, a rectangle for each run in a row. */
export function modulesPath({size, modules}: Pick<BoardCode, 'size' | 'modules'>): string {
  let path = '';
  for (let y = 0; y < size; ++y) {
    const row = modules.slice(y * size, (y + 1) * size);
    for (const run of row.matchAll(/1+/g)) path += `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`;
  }
  return path;
}

/** The quiet zone that readers need around a code (ISO/IEC 18004), in modules. */
export const QUIET_ZONE = 4;
