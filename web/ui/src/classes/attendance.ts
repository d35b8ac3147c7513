import type {Attendance, CheckInSession} from '../api/check_ins';
import {startOfDay} from '../time/moment';

/** Something an inspector may want to look at. A machine's mark: it proves nothing. */
export const isOdd = (one: Attendance): boolean =>
  one.late || one.left_early || one.no_check_out || one.voided || one.objection !== null || (one.method !== null && one.method !== 'phone') || (one.in === null && !one.on_leave);

/** Who may be entered by staff: nobody who has checked in by himself, nor who was not there as the inspector says. */
export const notIn = (session: CheckInSession): Attendance[] => session.trainees.filter(one => one.in === null && !one.voided && one.method === null);
/** Who checked in and has no check-out, unless the inspector said so. */
export const withoutOut = (session: CheckInSession): Attendance[] => session.trainees.filter(one => one.in !== null && one.out === null && !one.voided && one.method !== 'corrected');

/** "08:05" or "08:05:09" on a day at the box's place, in ms; null for anything else. */
export function momentOn(day: string, time: string): number | null {
  const found = /^(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(time.trim());
  if (!found) return null;
  const [hours, minutes, seconds] = [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  return startOfDay(day) + ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/** "2026-11-23T08:05", as a browser's field gives it, at the box's place. */
export function localMoment(text: string): number | null {
  const [day, time] = text.split('T');
  return day && time && /^\d{4}-\d{2}-\d{2}$/.test(day) ? momentOn(day, time) : null;
}
