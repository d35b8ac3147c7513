import type {HourNow} from '../api/types';

/**
 * How a running hour stands, at a glance. `certain_s` is the longest stretch so far that surely shows all: that is what must reach
 * `needed_s`.
 */
export interface LiveMinutes {
  certain: number;
  needed: number;
  /** 0..1 */
  part: number;
  /** met: reached. lost: cannot be reached any more. hurry: a stretch must begin within `spare` seconds. going: time enough. */
  tone: 'met' | 'going' | 'hurry' | 'lost';
  /** Seconds until a stretch that begins anew would no longer fit; only with `hurry`. */
  spare: number;
  /** Surely fewer heads than must be seen: present, less those that may be hidden. */
  tooFew: boolean;
}

/** With less than this to spare the page warns. */
const HURRY_S = 300;

/** Strictly fewer than a tenth may be hidden (the rule's allow(N)). */
export const mayBeHidden = (present: number) => (present > 0 ? Math.floor((present - 1) / 10) : 0);

export function liveMinutes(hour: HourNow): LiveMinutes {
  const certain = Math.max(0, hour.certain_s);
  const needed = Math.max(1, hour.needed_s);
  const spare = Math.max(0, hour.left_s - needed);
  const tone = certain >= needed ? 'met' : !hour.can_still_be_met ? 'lost' : spare < HURRY_S ? 'hurry' : 'going';
  return {
    certain,
    needed,
    part: Math.min(1, certain / needed),
    tone,
    spare,
    tooFew: hour.heads !== null && hour.present > 0 && hour.heads < hour.present - mayBeHidden(hour.present),
  };
}
