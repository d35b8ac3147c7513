import {classPath} from './classes';
import {API, get, post, query, type Asking} from './request';
import type {Flagged} from './types';

/** Who checked in, session by session, and what staff entered; what GET /classes/{class}/check-ins and its neighbours answer. */

export type Method = 'phone' | 'staff' | 'corrected';

export interface Attendance {
  number: string;
  name: string;
  in: string | null;
  out: string | null;
  method: Method | null;
  method_text: string;
  method_text_en: string;
  late: boolean;
  left_early: boolean;
  no_check_out: boolean;
  /** Corrected to "was not there". */
  voided: boolean;
  on_leave: boolean;
  entered_by: string;
  reason: string;
  /** Present in each of the session's hours. */
  /** null: the hour has not begun. */
  hours: (boolean | null)[];
  objection: string | number | null;
  photo: string | null;
  /** That were refused. */
  attempts: number;
}

/** Something that was said, whatever came of it. */
export interface Attempt {
  id: string | number;
  at: string;
  clock: string;
  trainee: string | null;
  name: string;
  direction: 'in' | 'out';
  method: Method;
  result: string;
  result_text: string;
  result_text_en: string;
  device: string;
  address: string;
  distance_m: number | null;
  in: string | null;
  out: string | null;
  entered_by: string;
  reason: string;
}

export interface Counts {
  enrolled: number;
  present: number;
  by_phone: number;
  by_staff: number;
  corrected: number;
  on_leave: number;
  missing: number;
  refused: number;
}

export interface CheckInSession {
  session: number;
  from: string;
  to: string;
  opens: string;
  closes: string;
  cancelled: boolean;
  hours: string[];
  opened_at: string | null;
  counts: Counts;
  oddities: Flagged[];
  trainees: Attendance[];
  events: Attempt[];
  /** Older ones that are left out. */
  more_events?: number;
}

export interface CheckInDay {
  class: string;
  title: string;
  day: string;
  sessions: CheckInSession[];
}

export interface LeaveEntry {
  id: string | number;
  trainee: string;
  name: string;
  from: string;
  to: string;
  entered_by: string;
  reason: string;
  entered_at: string | null;
  withdrawn: {at: string; by: string; reason: string} | null;
}

export interface Objection {
  id: string | number;
  class: string;
  title: string;
  day: string;
  session: number;
  trainee: string;
  name: string;
  at: string;
  text: string;
  answer: {at: string; by: string; text: string} | null;
}

export interface Entered {
  entered: number;
  rejudged: string[];
}

export const checkInsOf = (id: string, day: string | null, asking?: Asking) =>
  get<CheckInDay>(`${classPath(id)}/check-ins${query({day})}`, asking);
export const checkInsUrl = (id: string, as: 'csv' | 'xlsx', from: string, to: string) =>
  `${API}${classPath(id)}/check-ins.${as}${query({from, to})}`;
export const photoUrl = (sha256: string) => `${API}/photos/${encodeURIComponent(sha256)}`;

export const enterAttendance = (id: string, entry: {day: string; session: number; trainees: string[]; in: string | null; out: string | null; reason: string}) =>
  post<Entered>(`${classPath(id)}/entries`, entry);
export const correct = (id: string, entry: {day: string; session: number; trainee: string; in: string | null; out: string | null; reason: string}) =>
  post<{rejudged: string[]}>(`${classPath(id)}/corrections`, entry);

export const leaveOf = (id: string) => get<{leave: LeaveEntry[]}>(`${classPath(id)}/leave`);
export const enterLeave = (id: string, entry: {trainees: string[]; from: string; to: string; reason: string}) =>
  post<Entered>(`${classPath(id)}/leave`, entry);
export const withdrawLeave = (id: string, leave: string | number, reason: string) =>
  post<void>(`${classPath(id)}/leave/${encodeURIComponent(leave)}/withdrawal`, {reason});

export const objections = (open: boolean) => get<{objections: Objection[]}>(`/objections${open ? '?open=1' : ''}`);
export const answerObjection = (id: string | number, text: string) => post<void>(`/objections/${encodeURIComponent(id)}/answer`, {text});
