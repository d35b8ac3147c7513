import {classPath} from './classes';
import {request} from './request';

export type SheetKind = 'roster' | 'timetable';

/** What the box reads in one request. */
export const MOST_BYTES = 4 * 1024 * 1024;

/** Something about a cell, a row (no column) or the file as a whole (row 0). */
export interface SheetProblem {
  row: number;
  column: string;
  code: string;
  message: string;
  message_en: string;
}

export interface Change {
  what: 'new' | 'changed' | 'gone' | 'kept';
  kind: 'trainee' | 'hour' | 'teacher';
  key: string;
  text: string;
  text_en: string;
}

export interface Import {
  imported: boolean;
  rows: unknown[];
  errors: SheetProblem[];
  warnings: SheetProblem[];
  changes: Change[];
  unchanged: number;
}

/** Reads the file and says what it would change (`dry`), or changes it. An import with errors is refused: 422. */
export const sendSheet = (id: string, kind: SheetKind, bytes: ArrayBuffer, dry: boolean, signal?: AbortSignal) =>
  request<Import>('POST', `${classPath(id)}/${kind}${dry ? '?dry_run=1' : ''}`, bytes, signal ? {signal} : {});
