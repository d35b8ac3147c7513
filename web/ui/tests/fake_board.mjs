// The classroom's board of the fake box. POST /fake/board-NAME chooses what it tells: none, waiting, check_in, running (all in view, it
// grows), short (three heads too few), hurry (little time left, nothing grows), met, enough (but not met: the clock is unproven), lost, check_out, over, off (no check-in by phone),
// crowd (a class of sixty, nearly all missing), one-code (no Wi-Fi code).
import {code} from './fake_codes.mjs';
import {local} from './fake_facts.mjs';

const MINUTE = 60_000;
const PERIOD_MS = 15_000;
const STEMS = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
export const KEY = 'fake-board-key';

const missing = (first, count) => Array.from({length: count}, (_, index) => ({number: String(first + index * 2).padStart(2, '0'), surname: STEMS[(first + index) % 10]}));

export class FakeBoard {
  constructor(now) {
    this.started = now;
    this.tell('short');
  }

  tell(what) {
    this.what = what;
    this.since = Date.now();
  }

  codes(now, direction) {
    const left_ms = PERIOD_MS - (now % PERIOD_MS);
    const checkIn = code('check_in', Math.floor(now / PERIOD_MS), direction, left_ms);
    return this.what === 'one-code' ? [checkIn] : [code('wifi', 0, '连接教室无线网', left_ms, {ssid: 'jiaoshi-301'}), checkIn];
  }

  hour(now) {
    const passed = (now - this.since) / 1000;
    const from = this.started - 13 * MINUTE;
    const grows = this.what === 'running' || this.what === 'one-code';
    const made = {
      hour: `${local(this.started).slice(0, 10)}/4`, from: local(from), to: local(from + 45 * MINUTE), number_of_day: 4, certain_s: 452, continuous_s: 600, needed_s: 600,
      left_s: Math.max(0, Math.floor(32 * 60 - passed)), met: false, can_still_be_met: true, lost_in_s: null, short_by: null, heads: 29, needed_heads: 26,
    };
    if (grows) return {...made, certain_s: Math.floor(452 + passed), continuous_s: Math.floor(600 + passed), lost_in_s: 1772};
    if (this.what === 'met') return {...made, certain_s: Math.floor(811 + passed), met: true};
    if (this.what === 'enough') return {...made, certain_s: 640};
    if (this.what === 'lost') return {...made, certain_s: 452, can_still_be_met: false, left_s: 240, short_by: 9, heads: 17};
    if (this.what === 'hurry') return {...made, lost_in_s: Math.max(0, Math.floor(290 - passed)), heads: null};
    return {...made, certain_s: 452, lost_in_s: Math.max(0, Math.floor(765 - passed)), short_by: 3, heads: 23};
  }

  answer(now, training, title) {
    const session = {number: 1, from: local(this.started - 190 * MINUTE), to: local(this.started + 90 * MINUTE), opens: local(this.started + 7 * MINUTE)};
    const base = {
      at: local(now), class: training, title, state: 'running', session, hour: null, present: 26, expected: 28, on_leave: 2, missing: missing(9, 2), codes: [],
      lights: {recorder: 'good', county: 'bad', clock: 'good', checkin: 'good'}, demo: true,
    };
    switch (this.what) {
      case 'none': return {...base, state: 'none', session: null, present: 0, expected: 0, on_leave: 0, missing: []};
      case 'over': return {...base, state: 'over', missing: []};
      case 'waiting': return {...base, state: 'waiting', present: 0, missing: []};
      case 'check_in': return {...base, state: 'check_in', present: 9, missing: missing(2, 19), codes: this.codes(now, '扫码签到')};
      case 'crowd': return {...base, state: 'check_in', present: 4, expected: 60, missing: Array.from({length: 56}, (_, index) => missing(index + 1, 1)[0]), codes: this.codes(now, '扫码签到')};
      case 'check_out': return {...base, state: 'check_out', present: 11, missing: missing(9, 2), codes: this.codes(now, '扫码签退')};
      case 'off': return {...base, hour: this.hour(now), lights: {...base.lights, checkin: 'off', recorder: 'bad', clock: 'bad'}};
      default: return {...base, hour: this.hour(now), codes: this.codes(now, '扫码签到'), ...(this.what === 'met' ? {present: 28, missing: []} : {})};
    }
  }
}
