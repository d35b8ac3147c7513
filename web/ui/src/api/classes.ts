import {API, get, patch, post, query} from './request';
import type {Verdict, Worded} from './types';

/** Classes, their trainees and lesson hours as planned; what GET /classes and its neighbours answer. */

export const CLASS_KINDS = ['order', 'project', 'employee', 'startup', 'student_startup'] as const;
export type ClassKind = (typeof CLASS_KINDS)[number];

/** The five elements of the opening application. */
export const ELEMENTS = ['roster', 'plan', 'teachers', 'resources', 'assessment'] as const;
export type Element = (typeof ELEMENTS)[number];

export interface ClassSummary {
  id: string;
  title: string;
  kind: ClassKind;
  kind_text: string;
  kind_text_en: string;
  enrolled: number;
  hours: number;
  concluded: number;
  from: string | null;
  to: string | null;
  video_duty: boolean;
  /** Written in plan.toml: that file says what it is, each time the box starts. */
  from_plan_file: boolean;
}

export interface Trainee {
  number: string;
  name: string;
  id_masked: string;
  has_id: boolean;
  phone: string;
}

export interface PlannedHour {
  hour: string;
  from: string;
  to: string;
  kind: 'theory' | 'practice';
  session: number;
  subject: string;
  room: string;
  teacher: string;
  cancelled: boolean;
  cancelled_late: boolean;
  planned_late: boolean;
  planned_at: string;
  state?: 'planned' | 'running' | 'waiting' | 'concluded';
  verdict: Verdict | null;
}

export interface TrainingClass {
  id: string;
  title: string;
  kind: ClassKind;
  kind_text: string;
  kind_text_en: string;
  occupation: string;
  /** Of the appendix; null where the name is not in it. */
  category: string | null;
  near_occupations?: string[];
  school: string;
  credit_code: string;
  credit_code_state: 'good' | 'wrong_check' | 'no_code' | 'none';
  room: string;
  from: string | null;
  to: string | null;
  teachers: {name: string; id_masked: string}[];
  application: Element[];
  cameras: string[];
  video_duty: boolean;
  from_plan_file: boolean;
  roster: Trainee[];
  hours: PlannedHour[];
  completeness: {complete: boolean; missing: Worded[]};
}

/** What a person writes of a class. */
export interface ClassDraft {
  id: string;
  title: string;
  kind: ClassKind;
  occupation: string;
  school: string;
  credit_code: string;
  room: string;
  from: string | null;
  to: string | null;
  cameras: string[];
  application: Element[];
}

export interface Fault {
  field: string;
  text: string;
  text_en: string;
}

export interface Occupation {
  name: string;
  category: string;
}

export interface FoundTrainee {
  class: string;
  title: string;
  number: string;
  name: string;
  id_masked: string;
}

export const classPath = (id: string) => `/classes/${encodeURIComponent(id)}`;

export const classes = () => get<{classes: ClassSummary[]}>('/classes');
export const trainingClass = (id: string) => get<TrainingClass>(classPath(id));
export const addClass = (draft: ClassDraft) => post<TrainingClass>('/classes', draft);
export const changeClass = (id: string, change: Partial<Omit<ClassDraft, 'id'>>) => patch<TrainingClass>(classPath(id), change);
export const occupations = (near: string, signal?: AbortSignal) =>
  get<{occupations: Occupation[]}>(`/occupations${query({near})}`, signal ? {signal} : {});
export const findTrainees = (last4: string) => get<{trainees: FoundTrainee[]}>(`/trainees${query({last4})}`);
export const makeBoardLink = (id: string) => post<{path: string}>(`${classPath(id)}/board-link`);

/** Of a refusal: which field is wrong, and how. */
export function faultsOf(document: Readonly<Record<string, unknown>>): Fault[] {
  const given = document.faults;
  if (!Array.isArray(given)) return [];
  return given.filter((one): one is Fault => typeof one === 'object' && one !== null && typeof (one as Fault).field === 'string');
}

/** Sheets to fill in; the browser fetches them by itself. */
export const templateUrl = (name: 'roster' | 'timetable' | 'timetable2') => `${API}/templates/${name}.xlsx`;
