import {get, query} from './request';
import type {LogPage, Worded} from './types';

export interface LogFilter {
  from: string | null;
  to: string | null;
  account: string;
  action: string;
  object: string;
  result: string;
}

export const logPage = (filter: LogFilter, cursor: string | null, signal?: AbortSignal) =>
  get<LogPage>(`/log${query({...filter, cursor})}`, signal ? {signal} : {});
export const logActions = () => get<{actions: Worded[]}>('/log/actions');
