import {query, request} from './request';

/** The classroom's screen; what GET /board/{class} answers. Who has the link, or sits at the box itself, may ask. */

export type BoardState = 'none' | 'waiting' | 'check_in' | 'running' | 'check_out' | 'over';

export interface BoardCode {
  kind: 'wifi' | 'check_in';
  /** Modules a side, without the quiet zone. */
  size: number;
  /** Row by row, '1' for dark. */
  modules: string;
  text: string;
  text_en?: string;
  ssid?: string;
  /** How long it may be shown from when the box answered. */
  left_ms: number;
}

export interface BoardHour {
  hour: string;
  from: string;
  to: string;
  number_of_day: number;
  certain_s: number;
  continuous_s: number;
  needed_s: number;
  left_s: number;
  met: boolean;
  can_still_be_met: boolean;
  /** Until it cannot be met any more, if nothing gets better. */
  lost_in_s: number | null;
  /** Heads that are missing in view; null where no count can be believed. */
  short_by: number | null;
  heads: number | null;
  needed_heads: number;
}

export interface BoardLights {
  recorder: 'good' | 'bad';
  county: 'good' | 'bad' | 'off';
  clock: 'good' | 'bad';
  checkin: 'good' | 'off';
}

export interface Board {
  at: string;
  class: string;
  title: string;
  state: BoardState;
  session: {number: number; from: string; to: string; opens: string} | null;
  hour: BoardHour | null;
  /** Who is there now; in `check_out`: who has not checked out yet. */
  present: number;
  expected: number;
  on_leave: number;
  missing: {number: string; surname: string}[];
  codes: BoardCode[];
  lights: BoardLights;
  demo: boolean;
}

export const board = (id: string, key: string, signal: AbortSignal) =>
  request<Board>('GET', `/board/${encodeURIComponent(id)}${query({key})}`, undefined, {signal, background: true, alone: true});
