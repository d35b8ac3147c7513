// Check-ins, leave and objections of the fake box: a session with one trainee of every kind.
import zlib from 'node:zlib';

import {local} from './fake_facts.mjs';

const MINUTE = 60_000;
const METHODS = {phone: ['手机', 'phone'], staff: ['代录', 'entered by staff'], corrected: ['更正', 'corrected']};
const RESULTS = {
  accepted: ['已接受', 'accepted'], wrong_id: ['身份证号后四位不对', 'the last four of the ID number do not fit'], phone_used: ['这部手机已为别人签到', 'this phone was used for somebody else'],
  code_expired: ['二维码已过期', 'the code was too old'], already: ['已经签到过', 'checked in already'], too_early: ['还没有开始签到', 'before check-in opens'],
};
const PHOTO = '9b2f60aa4be1d3c5a7e9f1b3c5d7e9f1a3b5c7d9e1f3a5b7c9d1e3f5a7b9c1d3';

/** A grey picture of 240 × 320, so that nobody is on it. */
export function photo() {
  const [width, height] = [240, 320];
  const raw = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; ++y) raw.fill(200 - Math.floor(y / 4), y * (width + 1) + 1, (y + 1) * (width + 1));
  const crcTable = Array.from({length: 256}, (_, n) => { let c = n; for (let k = 0; k < 8; ++k) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1; return c >>> 0; });
  const crc = bytes => (bytes.reduce((sum, byte) => crcTable[(sum ^ byte) & 255] ^ (sum >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', zlib.deflateSync(raw)), chunk('IEND', Buffer.alloc(0))]);
}

export class FakeCheckIns {
  constructor(now, facts, classes) {
    this.now = now;
    this.facts = facts;
    this.classes = classes;
    this.from = now - 190 * MINUTE;
    this.to = now + 87 * MINUTE;
    this.events = [];
    this.stands = new Map();
    this.leave = [
      {id: 1, trainee: '28', name: '学员28', from: local(this.from), to: local(this.to), entered_by: 'teacher', reason: '病假', entered_at: local(now - 864e5), withdrawn: null},
      {id: 2, trainee: '05', name: '学员05', from: local(now - 3 * 864e5), to: local(now - 3 * 864e5 + 4 * 3600_000), entered_by: 'teacher', reason: '事假', entered_at: local(now - 4 * 864e5),
       withdrawn: {at: local(now - 3.5 * 864e5), by: 'teacher', reason: '本人到场，不再请假'}},
    ];
    this.objections = [
      {id: 71, class: '2026-D-017', title: '电工初级班', day: facts.day, session: 1, trainee: '21', name: '学员21', at: local(now - 30 * MINUTE), text: '我 8 点前就到了，手机连不上网，签到晚了几分钟，不是迟到。', answer: null},
      {id: 64, class: '2026-D-017', title: '电工初级班', day: local(now - 864e5).slice(0, 10), session: 1, trainee: '03', name: '学员03', at: local(now - 864e5), text: '签退时二维码已经没有了。', answer: {at: local(now - 7e7), by: 'inspector', text: '已按回放录像更正签退时间。'}},
    ];
    for (let index = 0; index < 30; ++index) this.begin(index);
  }

  /** Whoever stands for one trainee at first. */
  begin(index) {
    const number = String(index + 1).padStart(2, '0');
    const at = this.from - 8 * MINUTE + index * 17_000;
    const stands = {in: local(at), out: null, method: 'phone', entered_by: '', reason: '', voided: false, photo: null};
    if (index === 27 || index === 28) return;  // on leave; nowhere
    if (index === 20) stands.in = local(this.from + 14 * MINUTE);
    if (index === 7) Object.assign(stands, {method: 'staff', entered_by: 'teacher', reason: '手机没电', in: local(this.from), out: local(this.to)});
    if (index === 13) Object.assign(stands, {method: 'corrected', entered_by: 'inspector', reason: '经回放录像核实', voided: true});
    if (index === 3) stands.out = local(this.from + 60 * MINUTE);
    if (index === 1) stands.photo = PHOTO;
    if (index === 5) this.say(number, at - 20_000, 'wrong_id');
    if (index === 16) this.say('17', at - 9_000, 'phone_used', 'ab12cd');
    this.say(number, at, 'accepted', undefined, stands);
    this.stands.set(number, stands);
  }

  say(number, at, result, device = `${number}e4f1`, stands = null) {
    const method = stands?.method ?? 'phone';
    this.events.push({
      id: this.events.length + 1, at: local(at), at_boot_ms: at - this.now + 9e6, boot: '3f0c', clock: 'synced', trainee: number, name: `学员${number}`, direction: 'in', method, result, result_text: RESULTS[result][0], result_text_en: RESULTS[result][1],
      device: method === 'phone' ? device : '', address: method === 'phone' ? `10.0.3.${10 + Number(number)}` : '', distance_m: null, in: stands?.voided ? null : stands?.in ?? null, out: stands?.voided ? null : stands?.out ?? null,
      entered_by: stands?.entered_by ?? '', reason: stands?.reason ?? ''});
  }

  day(training, day) {
    const today = day === this.facts.day && training.hours.length > 0;
    return {class: training.id, title: training.title, day, sessions: today ? [this.session(training)] : []};
  }

  session(training) {
    const hours = this.facts.hours.filter(hour => hour.class === training.id);
    const trainees = training.roster.map(person => {
      const stands = this.stands.get(person.number);
      const there = stands && !stands.voided;
      const come = there ? Date.parse(stands.in) : 0;
      const gone = there && stands.out ? Date.parse(stands.out) : Infinity;
      const on_leave = this.leave.some(one => one.trainee === person.number && !one.withdrawn && Date.parse(one.to) > this.from && Date.parse(one.from) < this.to);
      const words = stands ? METHODS[stands.method] : ['', ''];
      return {
        number: person.number, name: person.name, in: stands?.in ?? null, out: stands?.out ?? null, method: stands?.method ?? null, method_text: words[0], method_text_en: words[1],
        late: Boolean(there && come > this.from + 10 * MINUTE), left_early: Boolean(there && gone < this.to - 10 * MINUTE), no_check_out: Boolean(there && person.number === '19'), voided: stands?.voided ?? false, on_leave,
        entered_by: stands?.entered_by ?? '', reason: stands?.reason ?? '', hours: hours.map(hour => Boolean(there && come < Date.parse(hour.to) && gone > Date.parse(hour.from) && hour.state !== 'planned')),
        objection: this.objections.find(one => one.trainee === person.number && one.class === training.id && one.day === this.facts.day)?.id ?? null, photo: stands?.photo ?? null,
        attempts: this.events.filter(event => event.trainee === person.number && event.result !== 'accepted').length,
      };
    });
    const count = what => trainees.filter(what).length;
    return {
      session: 1, from: local(this.from), to: local(this.to), opens: local(this.from - 30 * MINUTE), closes: local(this.to + 30 * MINUTE), cancelled: false, hours: hours.map(hour => hour.hour), opened_at: local(this.from - 30 * MINUTE),
      counts: {
        enrolled: trainees.length, present: count(one => one.in && !one.voided), by_phone: count(one => one.method === 'phone'), by_staff: count(one => one.method === 'staff'), corrected: count(one => one.method === 'corrected'),
        on_leave: count(one => one.on_leave), missing: count(one => (!one.in || one.voided) && !one.on_leave), refused: this.events.filter(event => event.result !== 'accepted').length},
      oddities: [
        {code: 'burst', text: '短时间内签到过多', text_en: 'More check-ins at once than people can type', from: local(this.from - 4 * MINUTE), to: local(this.from - 3 * MINUTE)},
        {code: 'one_phone', text: '一部手机为几个学员签到', text_en: 'One phone tried for several trainees', from: local(this.from - 4 * MINUTE), to: local(this.from - 3 * MINUTE)}],
      trainees, events: this.events,
    };
  }

  rejudged() {
    return this.facts.hours.filter(hour => hour.class === '2026-D-017' && hour.state === 'concluded').map(hour => hour.hour);
  }

  /** null, or who must not be entered: whoever checked in, but for the check-out that is missing. */
  enter(given, by) {
    for (const number of given.trainees) {
      const before = this.stands.get(number);
      if (!before && given.in === null) return number;
      if (before && (before.method === 'corrected' || before.out !== null || given.out === null || (given.in !== null && given.in !== before.in))) return number;
    }
    for (const number of given.trainees) {
      const stands = {in: given.in ?? this.stands.get(number).in, out: given.out, method: 'staff', entered_by: by, reason: given.reason, voided: false, photo: null};
      this.stands.set(number, stands);
      this.say(number, Date.now(), 'accepted', '', stands);
    }
    return null;
  }

  correct(given, by) {
    const before = this.stands.get(given.trainee);
    const stands = {in: given.in ?? before?.in ?? local(this.from), out: given.out, method: 'corrected', entered_by: by, reason: given.reason, voided: given.in === null, photo: before?.photo ?? null};
    this.stands.set(given.trainee, stands);
    this.say(given.trainee, Date.now(), 'accepted', '', stands);
  }

  enterLeave(given, by) {
    for (const number of given.trainees) {
      this.leave.push({id: this.leave.length + 1, trainee: number, name: `学员${number}`, from: given.from, to: given.to, entered_by: by, reason: given.reason, entered_at: local(Date.now()), withdrawn: null});
    }
  }
}
