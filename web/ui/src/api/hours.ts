import {get, query, type Asking} from './request';
import type {Day, Hour, HourDetail} from './types';

export const hoursOf = (day: string | null, asking?: Asking) => get<Day>(`/hours${query({day})}`, asking);

export const hourDetail = (training: string, day: string, number: string, asking?: Asking) =>
  get<HourDetail>(`/hours/${encodeURIComponent(training)}/${encodeURIComponent(day)}/${encodeURIComponent(number)}`, asking);

/**
 * Hours that a page has shown already: the hour page knows its span and camera from here and asks for the video at once, without
 * waiting for the details. Bounded: a day or two of one school.
 */
const shown = new Map<string, Hour>();
const MOST = 200;
const keyOf = (training: string, hour: string) => `${training} ${hour}`;

export function remember(hours: Hour[]): void {
  if (shown.size + hours.length > MOST) shown.clear();
  for (const hour of hours) shown.set(keyOf(hour.class, hour.hour), hour);
}

export const remembered = (training: string, day: string, number: string) => shown.get(keyOf(training, `${day}/${number}`)) ?? null;

export function forgetHours(): void {
  shown.clear();
}
