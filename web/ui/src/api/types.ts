/** What the box answers (docs/openapi.yaml). Times are RFC 3339 with offset; codes are the words of facts/. */

export type Role = 'teacher' | 'inspector' | 'administrator' | 'auditor' | 'installer';

export type Right =
  | 'see_hours'
  | 'watch_live'
  | 'watch_recordings'
  | 'export_recordings'
  | 'see_devices'
  | 'test_cameras'
  | 'see_log'
  | 'manage_accounts'
  | 'see_check_ins'
  | 'manage_classes'
  | 'enter_attendance'
  | 'correct_attendance';

/** A code with its sentence in both languages. */
export interface Worded {
  code: string;
  text: string;
  text_en: string;
}

export interface Session {
  account: string;
  display: string;
  role: Role;
  rights: Right[];
  csrf: string;
  must_change_password: boolean;
  idle_s: number;
  expires: string;
  box: string;
  version: string;
  /** What a new password must be, in words; where the box says it. */
  password_rules?: Worded[];
}

export type Verdict = 'met' | 'not_met' | 'review';

export interface Seen {
  at: string;
  count: number;
  lo: number;
  hi: number;
  calibrated: boolean;
  detector: string;
}

export interface CameraNow {
  id: string;
  state: string;
  detail: string;
  recorded_s: number;
  bytes: number;
  seen: Seen | null;
}

/** A lesson hour that is running, or waits for its verdict. */
export interface HourNow {
  class: string;
  title?: string;
  hour: string;
  from: string;
  to: string;
  present: number;
  enrolled: number;
  verdict: Verdict;
  reasons: string[];
  reason_texts?: Worded[];
  certain_s: number;
  continuous_s: number;
  needed_s: number;
  left_s: number;
  can_still_be_met: boolean;
  heads: number | null;
}

export interface Disk {
  name: string;
  ok: boolean;
  detail: string;
  free_bytes: number;
  total_bytes: number;
}

export type ClockState = 'synced' | 'holdover' | 'unproven';

export interface Clock {
  utc: string;
  state: ClockState;
  error_ms?: number | null;
  synchronised_by?: string | null;
}

export interface County {
  configured: boolean;
  connected: boolean;
  detail: string;
  waiting: number;
  broker?: string | null;
}

export interface Alarm extends Worded {
  what: string;
  since: string;
  detail: string;
}

export interface Overview {
  box: string;
  version: string;
  rules: string;
  demo: boolean;
  clock: Clock;
  cameras: CameraNow[];
  hours: HourNow[];
  next_hour: string | null;
  disks: Disk[];
  county: County;
  vision: {running: boolean; detector: string; detail: string; counted: number; restarts: number; sandbox: string; cpu_percent: number; period_s: number; too_slow: boolean};
  database: {ok: boolean; detail: string};
  alarms: Alarm[];
}

export interface Flagged extends Worded {
  from: string;
  to: string;
}

export interface Span {
  from: string;
  to: string;
}

export interface Hour {
  class: string;
  title: string;
  hour: string;
  from: string;
  to: string;
  kind: 'theory' | 'practice';
  subject: string;
  session: number;
  cancelled: boolean;
  state: 'planned' | 'running' | 'waiting' | 'concluded';
  enrolled: number;
  verdict: Verdict | null;
  verdict_text?: string | null;
  verdict_text_en?: string | null;
  reasons: Worded[];
  flags: Flagged[];
  certain_s: number;
  possible_s: number;
  needed_s: number;
  present: number;
  on_leave: number;
  median: number | null;
  gaps: number;
  window: Span | null;
  camera: string | null;
  rev: number | null;
  clock: string | null;
  rules: string | null;
  facts: string | null;
  concluded_at: string | null;
  live: HourNow | null;
}

export interface Day {
  day: string;
  hours: Hour[];
}

export interface Gap extends Span {
  seconds: number;
  cause: string;
  text: string;
  text_en: string;
  /** It is still going on. */
  open?: boolean;
}

export interface Counted {
  at: string;
  count: number;
  /** null where the detector is not calibrated and states no range. */
  lo: number | null;
  hi: number | null;
}

export interface HourCamera {
  id: string;
  recorded: (Span & {suspect: boolean})[];
  gaps: Gap[];
  /** More than are listed where there are very many: the longest are. */
  gaps_in_all?: number;
  coverage: Span[];
  counts: Counted[];
}

export interface CheckIn {
  trainee: string;
  /** Only for who may see names. */
  name?: string;
  in: string;
  out: string | null;
  method: string;
  late: boolean;
}

export interface HourDetail {
  hour: Hour;
  cameras: HourCamera[];
  attendance: {at: string; expected: number; needed: number}[];
  check_ins: CheckIn[];
}

/** One of GET /cameras. */
export interface Camera {
  id: string;
  state: string;
  codec: 'h264' | 'h265' | null;
  sub: boolean;
  recorded: Span | null;
}

export interface DeviceCamera {
  id: string;
  main: string;
  sub: string | null;
  state: string;
  detail: string;
  text: string;
  text_en: string;
  codec: 'h264' | 'h265' | null;
  width: number | null;
  height: number | null;
  recorded: Span | null;
}

export interface Devices {
  cameras: DeviceCamera[];
  disks: Disk[];
  clock: Clock;
  county: County;
  tls: {on: boolean; fingerprint: string | null; not_after: string | null; own: boolean};
  version: string;
  box: string;
  started: string;
}

export interface StreamTest {
  stream: 'main' | 'sub';
  ok: boolean;
  text: string;
  text_en: string;
  codec: string | null;
  width: number | null;
  height: number | null;
  fps: number | null;
  bitrate_kbps: number | null;
  gop_s: number | null;
  connect_ms: number | null;
}

export interface CameraTest {
  ok: boolean;
  streams: StreamTest[];
}

export interface LogEntry {
  id: number | string;
  at: string;
  clock: string;
  who: {kind: 'box' | 'user' | 'shell'; name: string; role: string | null};
  from: string | null;
  action: string;
  action_text: string;
  action_text_en: string;
  object: string | null;
  detail: string | null;
  result: 'done' | 'refused' | 'failed';
  result_text: string;
  result_text_en: string;
}

export interface LogPage {
  entries: LogEntry[];
  next: string | null;
}

export interface Account {
  name: string;
  display: string;
  role: Role;
  closed: boolean;
  /** Seconds until a sign-in is tried again; 0 when it is not locked. */
  locked_s: number;
  must_change_password: boolean;
  created: string;
  last_sign_in: string | null;
}

export interface RoleWithRights extends Worded {
  rights: Worded[];
}
