import type {BoardHour} from '../api/board';
import {minutesText} from '../time/duration';

/** How the running hour stands, and what the class can still do about it. */
export interface Standing {
  /**
   * met: reached. enough: long enough, but something else (an unproven clock, say) keeps the box from saying met. lost: cannot be reached any more.
   * open: what was seen leaves it open, and too little time is left for the box to be sure: a person decides. short: fewer heads in view than must be. hurry: little time is left and nothing
   * grows. keep: all are in view, it grows. going: nothing to say yet.
   */
  kind: 'met' | 'enough' | 'lost' | 'open' | 'short' | 'hurry' | 'keep' | 'going';
  /** Seconds until it cannot be met any more; null where the box does not say. */
  lostIn: number | null;
  shortBy: number;
  /** Seconds that are still missing. */
  toGo: number;
}

/** With less than this to spare an hour that does not grow is worth a word. */
const HURRY_S = 600;

export function standingOf(hour: Pick<BoardHour, 'met' | 'can_still_be_met' | 'short_by' | 'needed_s'>, certain: number, lostIn: number | null, growing: boolean): Standing {
  const shortBy = Math.max(0, hour.short_by ?? 0);
  const standing = {lostIn, shortBy, toGo: Math.max(0, hour.needed_s - certain)};
  if (hour.met) return {...standing, kind: 'met'};
  if (certain >= hour.needed_s) return {...standing, kind: 'enough'};
  if (!hour.can_still_be_met) return {...standing, kind: 'lost'};
  if (lostIn !== null && lostIn < 1 && !growing) return {...standing, kind: 'open'};
  if (shortBy > 0) return {...standing, kind: 'short'};
  if (growing) return {...standing, kind: 'keep'};
  if (lostIn !== null && lostIn <= HURRY_S) return {...standing, kind: 'hurry'};
  return {...standing, kind: 'going'};
}

type Say = (key: string, values?: Record<string, unknown>) => string;

/** "12 分钟", "45 秒": whole minutes that are surely left, and seconds when it gets tight. */
export const leftWords = (seconds: number, t: Say) =>
  (seconds >= 60 ? t('board.minutes', {count: Math.floor(seconds / 60)}) : t('board.seconds', {count: Math.floor(seconds)}));

/** The sentence for all to read; '' where there is nothing to say. */
export function standingSentence({kind, lostIn, shortBy, toGo}: Standing, t: Say): string {
  const left = lostIn === null ? null : leftWords(lostIn, t);
  switch (kind) {
    case 'met': return t('board.met');
    case 'enough': return t('board.enough');
    case 'lost': return t('board.lost');
    case 'open': return t('board.open');
    case 'short': return left === null ? t('board.short', {count: shortBy}) : t('board.short_lost_in', {left, count: shortBy});
    case 'hurry': return t('board.hurry', {left: left ?? ''});
    case 'keep': return t('board.keep', {left: minutesText(Math.ceil(toGo))});
    case 'going': return '';
  }
}

/** The sooner it is lost, the higher; 0: nothing to chime for. */
export function urgency({kind, lostIn}: Standing): number {
  if (kind !== 'short' && kind !== 'hurry') return 0;
  return 1 + CHIME_AT_S.filter(limit => lostIn !== null && lostIn <= limit).length;
}
const CHIME_AT_S = [600, 300, 120];

/**
 * When the board chimes: once when it has been needed for half a minute, once more each time it becomes more urgent; anew only after
 * all was well for a minute, so that people who pass before the camera do not ring a bell.
 */
export class ChimeRule {
  private rung = 0;
  private since: number | null = null;
  private wellSince: number | null = null;

  /** To be called at each answer and second; true: chime now. */
  due(level: number, now: number): boolean {
    if (level === 0) {
      this.since = null;
      this.wellSince ??= now;
      if (now - this.wellSince >= WELL_MS) this.rung = 0;
      return false;
    }
    this.wellSince = null;
    this.since ??= now;
    if (now - this.since < NEEDED_MS || level <= this.rung) return false;
    this.rung = level;
    return true;
  }
}
const NEEDED_MS = 30_000;
const WELL_MS = 60_000;
