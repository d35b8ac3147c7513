import {MOST_BYTES, type Change, type Import, type SheetProblem} from '../api/imports';

/** What the page says of a file that was read, or imported. */
export interface ImportView {
  /** errors: nothing may be imported. nothing: the file says what is there already. changes: to be imported. done: it was. */
  state: 'errors' | 'nothing' | 'changes' | 'done';
  counts: Record<Change['what'], number>;
  /** What deserves a look first: what goes, what is changed, what is kept although the file says otherwise, what is new. */
  changes: Change[];
  unchanged: number;
  rows: number;
  errors: SheetProblem[];
  warnings: SheetProblem[];
}

const RANK: Record<Change['what'], number> = {gone: 0, changed: 1, kept: 2, new: 3};
const byPlace = (a: SheetProblem, b: SheetProblem) => a.row - b.row;

export function importView(given: Import): ImportView {
  const counts = {new: 0, changed: 0, gone: 0, kept: 0};
  for (const change of given.changes) ++counts[change.what];
  const moves = counts.new + counts.changed + counts.gone > 0;
  return {
    state: given.errors.length ? 'errors' : !moves ? 'nothing' : given.imported ? 'done' : 'changes',
    counts,
    changes: [...given.changes].sort((a, b) => RANK[a.what] - RANK[b.what]),
    unchanged: given.unchanged,
    rows: given.rows.length,
    errors: [...given.errors].sort(byPlace),
    warnings: [...given.warnings].sort(byPlace),
  };
}

/** A refused import (422) carries the same members as an answer; null where it was refused for another reason. */
export function importOf(document: Readonly<Record<string, unknown>>): Import | null {
  if (!Array.isArray(document.errors) || document.errors.length === 0) return null;
  const list = <T>(key: string) => (Array.isArray(document[key]) ? (document[key] as T[]) : []);
  return {imported: false, rows: list('rows'), errors: list('errors'), warnings: list('warnings'), changes: list('changes'), unchanged: typeof document.unchanged === 'number' ? document.unchanged : 0};
}

/** Why a file need not even be sent; '' when it can be. The box looks at what is in it, not at its name. */
export function fileTrouble(file: {name: string; size: number}): '' | 'empty' | 'large' | 'xls' {
  if (file.size === 0) return 'empty';
  if (file.size > MOST_BYTES) return 'large';
  return /\.xls$/i.test(file.name) ? 'xls' : '';
}
