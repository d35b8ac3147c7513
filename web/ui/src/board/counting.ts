import type {BoardHour} from '../api/board';

/**
 * Seconds between the box's answers. The stretch that surely shows all is counted on for at most LEAD_S while it has been growing; it
 * never reaches what is needed before the box says so, and falls back to what the box says when it stops.
 */
export class CertainCount {
  private hour = '';
  private value = 0;
  /** When the value last became larger; null: it has not been seen to. */
  private grewAt: number | null = null;
  private needed = 1;
  private met = false;

  /** `now` in ms of a steady clock, as everywhere here. */
  take(hour: Pick<BoardHour, 'hour' | 'certain_s' | 'needed_s' | 'met'>, now: number): void {
    if (hour.hour !== this.hour) {
      this.hour = hour.hour;
      this.grewAt = null;
    } else if (hour.certain_s > this.value) {
      this.grewAt = now;
    } else if (hour.certain_s < this.value) {
      this.grewAt = null;
    }
    this.value = hour.certain_s;
    this.needed = hour.needed_s;
    this.met = hour.met;
  }

  /** It became larger within the last few answers: all are in view. */
  growing(now: number): boolean {
    return this.grewAt !== null && now - this.grewAt < GROWING_MS;
  }

  seconds(now: number): number {
    if (!this.growing(now)) return this.value;
    const ahead = this.value + Math.min(LEAD_S, (now - this.grewAt!) / 1000);
    return this.met ? ahead : Math.max(this.value, Math.min(ahead, this.needed - 1));
  }
}

const LEAD_S = 3;
/** The box looks at a picture every 5 s, so an answer in between may bring nothing new. */
const GROWING_MS = 12_000;

/** What is left of `seconds` after `passed` ms; null stays null. */
export const countedDown = (seconds: number | null, passed: number): number | null =>
  (seconds === null ? null : Math.max(0, seconds - Math.max(0, passed) / 1000));
