/**
 * Moments as the box's place shows them: UTC+8 all year, whatever the browser is set to. Moments are ms since 1970 (UTC).
 */
const OFFSET_MS = 8 * 3600_000;
const DAY_MS = 86_400_000;

const two = (value: number) => String(value).padStart(2, '0');
const local = (ms: number) => new Date(ms + OFFSET_MS);

export const parseMoment = (text: string) => Date.parse(text);

/** "2026-11-23", the form the box's addresses have. */
export function dayOf(ms: number): string {
  return local(ms).toISOString().slice(0, 10);
}

/** The first moment of "2026-11-23". */
export const startOfDay = (day: string) => Date.parse(`${day}T00:00:00+08:00`);

export const dayAfter = (day: string, days: number) => dayOf(startOfDay(day) + days * DAY_MS);

export const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(startOfDay(text)) && dayOf(startOfDay(text)) === text;

export function clockText(ms: number, seconds = false): string {
  const at = local(ms);
  const minutes = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  return seconds ? `${minutes}:${two(at.getUTCSeconds())}` : minutes;
}

/** "2026-11-23 08:05:09" */
export const momentText = (ms: number) => `${dayOf(ms)} ${clockText(ms, true)}`;

/** RFC 3339 with the place's offset and milliseconds. */
export const rfc3339 = (ms: number) => `${local(ms).toISOString().slice(0, -1)}+08:00`;

/** "11月23日 星期一", "Monday 23 November" */
export function dayText(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, {timeZone: 'UTC', month: 'long', day: 'numeric', weekday: 'long'}).format(
    Date.parse(`${day}T00:00:00Z`));
}
