// What the fake box says: a school day around the moment it is started, with an hour of every kind.
import {CLIP_S} from './fake_clip.mjs';

const MINUTE = 60_000;
export const local = ms => new Date(ms + 8 * 3600_000).toISOString().slice(0, 19) + '+08:00';
const worded = (code, text, text_en) => ({code, text, text_en});

const TOO_SHORT = worded('too_short', '没有足够长的连续录像', 'No unbroken recording is as long as the rule asks');
const NOT_CERTAIN = worded('not_certain', '画面可能显示了全体参训人员，但计数不够确定', 'A stretch may show all trainees, but the count is not sure enough');
const GAP = worded('gap', '录像有缺口', 'The recording has a gap');
const UNREACHABLE = {cause: 'camera_unreachable', text: '摄像机无法连接', text_en: 'The camera cannot be reached'};
const BOX_OFF = {cause: 'box_off', text: '设备断电或未运行', text_en: 'The box was off or not running'};

export class Facts {
  constructor(now) {
    this.started = now;
    this.day = local(now).slice(0, 10);
    this.camera = 'recording';
    this.hours = [
      this.hour(1, now - 190 * MINUTE, {state: 'concluded', verdict: 'met', certain_s: 1310, possible_s: 2440, present: 28, median: 29, window: [14, 36]}),
      this.hour(2, now - 135 * MINUTE, {
        state: 'concluded', verdict: 'not_met', reasons: [TOO_SHORT], certain_s: 412, possible_s: 595, present: 27, median: 26, gaps: 2, flags: [{...GAP, from: 10, to: 12.5}]}),
      this.hour(3, now - 80 * MINUTE, {state: 'concluded', verdict: 'review', reasons: [NOT_CERTAIN], certain_s: 530, possible_s: 2300, present: 28, median: 25, on_leave: 2}),
      this.hour(4, now - 13 * MINUTE, {state: 'running', present: 28, kind: 'practice', subject: '电工安全操作', camera: null, rules: null, rev: null}),
      this.hour(5, now + 42 * MINUTE, {state: 'planned'}),
      this.hour(4, now - 33 * MINUTE, {state: 'running', present: 17, class: '2026-D-009', title: '养老护理员（第九期）', enrolled: 20, camera: 'back'}),
    ];
  }

  hour(number, from, given) {
    const at = minutes => local(from + minutes * MINUTE);
    const made = {
      class: '2026-D-017', title: '电工初级班', hour: `${this.day}/${number}`, from: local(from), to: at(45), kind: 'theory', subject: '电工基础：安全用电与触电急救', session: 1,
      cancelled: false, state: 'planned', enrolled: 30, verdict: null, verdict_text: null, verdict_text_en: null, reasons: [], flags: [], certain_s: 0, possible_s: 0, needed_s: 600,
      present: 0, on_leave: 0, median: null, gaps: 0, window: null, camera: 'front', rev: 1, clock: 'synced', rules: 'guxian-2024-15/1', facts: null, concluded_at: null, live: null, ...given,
    };
    if (made.window) made.window = {from: at(made.window[0]), to: at(made.window[1])};
    made.flags = made.flags.map(flag => ({...flag, from: at(flag.from), to: at(flag.to)}));
    if (made.state === 'concluded') {
      made.concluded_at = at(46);
      made.facts = 'sha256:9b2f60aa4be1d3c5a7e9f1b3c5d7e9f1a3b5c7d9e1f3a5b7c9d1e3f5a7b9c1d3';
    }
    return made;
  }

  /** Where the files of an hour's recording begin, ms: from 10:00 to 12:30 there is a gap. */
  files(hour) {
    const from = Date.parse(hour.from);
    return [0, 5, 12.5, 17.5, 22.5, 27.5, 32.5, 37.5].map(minutes => from + minutes * MINUTE);
  }

  running(now) {
    return this.hours.filter(hour => hour.state === 'running').map(hour => {
      const passed = (now - Date.parse(hour.from)) / 1000;
      const hurried = hour.camera === 'back';
      return {
        class: hour.class, title: hour.title, hour: hour.hour, from: hour.from, to: hour.to, present: hour.present, enrolled: hour.enrolled, verdict: 'review', reasons: ['not_certain'],
        reason_texts: [NOT_CERTAIN], certain_s: Math.floor(hurried ? 212 : 452 + (now - this.started) / 1000), continuous_s: Math.floor(hurried ? 1230 : 600), needed_s: 600,
        left_s: Math.max(0, Math.floor(45 * 60 - passed)), can_still_be_met: true, heads: hurried ? 12 : 29,
      };
    });
  }

  overview(now) {
    const seen = {at: local(now), count: 29, lo: 28, hi: 30, calibrated: true, detector: 'yolox'};
    const gone = this.camera !== 'recording';
    return {
      box: 'demo-0001', version: '0.1.0', rules: 'guxian-2024-15/1', demo: true, clock: {utc: local(now), state: 'synced', error_ms: 12},
      cameras: [
        {id: 'front', state: this.camera, detail: '', recorded_s: 5000, bytes: 2e9, seen: gone ? null : seen},
        {id: 'back', state: 'recording', detail: '', recorded_s: 5000, bytes: 2e9, seen}],
      hours: this.running(now), next_hour: local(now + 42 * MINUTE), disks: [{name: 'media', ok: true, detail: '', free_bytes: 3.1e12, total_bytes: 4e12}],
      county: {configured: true, connected: false, detail: '连接被拒绝', waiting: 12}, vision: {running: true, detector: 'yolox', detail: '', counted: 1200, restarts: 0, sandbox: 'landlock seccomp', cpu_percent: 23, period_s: 2.04, too_slow: false},
      reconcile: {}, database: {ok: true, detail: ''},
      alarms: gone ? [{...worded('camera_down', '摄像机未在录像', 'A camera is not being recorded'), what: 'front', since: local(now), detail: ''}] : [],
    };
  }

  detail(hour, now) {
    const from = Date.parse(hour.from);
    const to = Math.min(now, Date.parse(hour.to));
    const at = minutes => from + minutes * MINUTE;
    const spans = list => list.filter(([start]) => start < to).map(([start, end]) => ({from: local(start), to: local(Math.min(end, to))}));
    const counts = [];
    for (let moment = from; moment < to; moment += 5000) {
      const minutes = (moment - from) / MINUTE;
      if (minutes > 10 && minutes < 12.5) continue;
      const count = Math.round(28 + 2 * Math.sin(minutes / 3) - (minutes > 38 && minutes < 41 ? 6 : 0));
      const sure = minutes > 1;
      counts.push({at: local(moment), count, lo: sure ? count - 1 : null, hi: sure ? count + 2 : null});
    }
    return {
      hour: {...hour, live: this.running(now).find(one => one.class === hour.class && one.hour === hour.hour) ?? null},
      cameras: [{
        id: hour.camera ?? 'front', recorded: spans([[at(0), at(10)], [at(12.5), at(42)], [at(42.2), at(45)]]).map((span, index) => ({...span, suspect: index === 2})),
        gaps: spans([[at(10), at(12.5)], [at(42), at(42.2)]]).map((span, index) => ({...span, seconds: index ? 12 : 150, ...(index ? BOX_OFF : UNREACHABLE)})),
        gaps_in_all: 2, coverage: spans([[at(0), at(10)], [at(12.5), at(42)]]), counts,
      }],
      attendance: [{at: local(from), expected: 27, needed: 26}, {at: local(at(15)), expected: 28, needed: 27}],
      check_ins: Array.from({length: hour.present}, (_, index) => ({
        trainee: String(index + 1).padStart(2, '0'), in: local(at(-8) + index * 17_000), out: hour.state === 'concluded' && index !== 3 ? local(at(46) + index * 5000) : null,
        method: index === 7 ? 'staff' : 'phone', late: index === 20,
      })),
    };
  }

  devices(now) {
    const {disks, clock, county} = this.overview(now);
    const camera = (id, host, more) => ({
      id, main: `rtsp://${host}:554/main`, sub: null, state: 'recording', detail: '', text: '正在录像', text_en: 'recording', codec: 'h264', width: 1920, height: 1080,
      recorded: {from: local(now - 864e5), to: local(now)}, ...more});
    return {
      cameras: [
        camera('front', '192.0.2.10', {sub: 'rtsp://192.0.2.10:554/sub', state: this.camera, ...(this.camera === 'recording' ? {} : {text: '无法连接摄像机', text_en: 'cannot be reached'})}),
        camera('back', '192.0.2.11', {codec: 'h265', recorded: null})],
      disks, clock: {...clock, synchronised_by: 'systemd-timesyncd'}, county: {...county, broker: 'mqtts://county.example:8883'},
      tls: {on: true, fingerprint: Array.from({length: 32}, (_, index) => (index * 7 + 161 & 255).toString(16).toUpperCase().padStart(2, '0')).join(':'), not_after: '2036-11-20T00:00:00+08:00', own: true},
      version: '0.1.0', box: 'demo-0001', started: local(this.started - 864e5),
    };
  }

  log(now, cursor) {
    const kinds = [
      ['sign_in', '登录', 'sign-in', 'done', null, ''], ['view_recording', '回放录像', 'watched a recording', 'done', 'camera:front', '08:00:00–08:45:00'],
      ['sign_in', '登录', 'sign-in', 'failed', null, '密码不对'], ['refused', '无权操作', 'asked without the right to', 'refused', '/api/v1/accounts', ''],
      ['clock_step', '时钟被调整', 'the clock was stepped', 'done', null, '+3.2 s'],
    ];
    const results = {done: ['完成', 'done'], refused: ['被拒绝', 'refused'], failed: ['失败', 'failed']};
    const start = Number(cursor ?? 0);
    return {
      entries: Array.from({length: 50}, (_, index) => {
        const [action, action_text, action_text_en, result, object, detail] = kinds[(start + index) % kinds.length];
        const box = action === 'clock_step';
        return {
          id: 1000 - start - index, at: local(now - (start + index) * 7 * MINUTE), clock: 'synced', who: box ? {kind: 'box', name: '', role: null} : {kind: 'user', name: 'admin', role: 'administrator'},
          from: box ? null : '192.0.2.7', action, action_text, action_text_en, object, detail, result, result_text: results[result][0], result_text_en: results[result][1]};
      }),
      next: start < 50 ? '50' : null,
    };
  }
}
