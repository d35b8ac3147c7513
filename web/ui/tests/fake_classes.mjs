// Classes, rosters, timetables and imports of the fake box. Names are 学员01…; identity numbers have sequence codes of nobody.
import {local} from './fake_facts.mjs';

const MINUTE = 60_000;
const KIND_WORDS = {order: ['订单式', 'to order'], project: ['项目制', 'project'], employee: ['企业职工', 'employees'], startup: ['创业', 'starting a business'], student_startup: ['在校大学生创业', 'students starting a business']};
const ELEMENTS = {roster: ['学员花名册', 'the roster'], plan: ['教学计划', 'the teaching plan'], teachers: ['授课师资', 'the teachers'], resources: ['教学资源', 'the teaching resources'], assessment: ['考核方案', 'the assessment plan']};
const BASIC = {safety: ['安全', 'safety'], fire: ['消防', 'fire'], law: ['法制', 'law']};
/** A few names of the table, enough to show what is near. */
const OCCUPATIONS = [['电工', 'A'], ['电梯安装维修工', 'A'], ['焊工', 'A'], ['家庭保洁', 'D'], ['保洁员', 'D'], ['公共区域保洁', 'D'], ['养老护理员', 'A'], ['家政服务员', 'B'], ['中式面点师', 'B']].map(([name, category]) => ({name, category}));

const two = value => String(value).padStart(2, '0');
const trainee = (index, more = {}) => ({number: two(index + 1), name: `学员${two(index + 1)}`, id_masked: `141025********9${two(index + 1)}X`, has_id: true, phone: `1380000${two(index + 1)}${two(index + 1)}`, ...more});

export class FakeClasses {
  constructor(now, facts) {
    this.day = facts.day;
    this.imported = new Map();
    const roster = Array.from({length: 30}, (_, index) => trainee(index, index === 11 ? {has_id: false, id_masked: ''} : {}));
    const base = {school: '古县示例职业培训学校', credit_code: '91350100M000100Y43', credit_code_state: 'good', room: '301 教室', from: this.day, to: local(now + 12 * 864e5).slice(0, 10), video_duty: true, from_plan_file: false};
    this.list = [
      {
        id: '2026-D-017', title: '电工初级班', kind: 'project', occupation: '电工', category: 'A', ...base, teachers: [{name: '教师甲', id_masked: '141025********905X'}, {name: '教师乙', id_masked: ''}],
        application: ['roster', 'plan', 'teachers', 'resources', 'assessment'], cameras: ['front'], roster, hours: this.hours(now, facts),
      },
      {
        id: '2026-D-009', title: '养老护理员（第九期）', kind: 'order', occupation: '养老护理', category: null, near_occupations: ['养老护理员', '家政服务员'], ...base, credit_code_state: 'wrong_check',
        credit_code: '91350100M000100Y44', teachers: [], application: ['roster', 'plan'], cameras: ['back'], roster: roster.slice(0, 20), hours: [],
      },
      {id: '2026-E-002', title: '企业职工安全培训', kind: 'employee', occupation: '', category: null, ...base, school: '', credit_code: '', credit_code_state: 'none', room: '', from: null, to: null, video_duty: false, teachers: [], application: [], cameras: [], roster: [], hours: [], from_plan_file: true},
    ];
  }

  /** Yesterday, today (as the other pages have it) and tomorrow. */
  hours(now, facts) {
    const planned = (hour, more) => ({
      hour: hour.hour, from: hour.from, to: hour.to, kind: hour.kind, session: 1, subject: hour.subject, room: '301 教室', teacher: '教师甲', cancelled: false, cancelled_late: false, planned_late: false, planned_at: local(now - 9 * 864e5),
      state: hour.state, verdict: hour.verdict, ...more});
    const shifted = (hour, days, more) => {
      const at = text => local(Date.parse(text) + days * 864e5);
      return planned({...hour, hour: `${at(hour.from).slice(0, 10)}/${hour.hour.split('/')[1]}`, from: at(hour.from), to: at(hour.to)}, more);
    };
    const today = facts.hours.filter(hour => hour.class === '2026-D-017');
    return [
      ...today.slice(0, 3).map((hour, index) => shifted(hour, -1, {state: 'concluded', verdict: 'met', ...(index === 2 ? {cancelled: true, cancelled_late: true, verdict: null, state: 'planned'} : {})})),
      ...today.map((hour, index) => planned(hour, index === 2 ? {planned_late: true, planned_at: local(now - 40 * MINUTE)} : {})),
      ...today.slice(0, 2).map(hour => shifted(hour, 1, {state: 'planned', verdict: null, room: '实训车间', kind: 'practice', teacher: '教师乙'})),
    ];
  }

  find(id) {
    return this.list.find(one => one.id === id);
  }

  missing(one) {
    const found = Object.keys(ELEMENTS).filter(key => !one.application.includes(key)).map(key => ({code: `element:${key}`, text: `开班申请缺${ELEMENTS[key][0]}`, text_en: `The application lacks ${ELEMENTS[key][1]}`}));
    if (one.hours.length === 0) found.push(...Object.entries(BASIC).map(([key, words]) => ({code: `basic:${key}`, text: `课程表里没有${words[0]}课`, text_en: `The timetable has no course on ${words[1]}`})));
    if (!one.category) found.push({code: 'occupation', text: '职业（工种）不在分类表中', text_en: 'The occupation is not in the table'});
    const without = one.roster.filter(person => !person.has_id).length;
    if (without) found.push({code: 'roster_ids', text: `花名册有 ${without} 人没有身份证号`, text_en: `${without} trainees of the roster have no ID number`});
    return found;
  }

  answer(one) {
    const missing = this.missing(one);
    return {...one, kind_text: KIND_WORDS[one.kind][0], kind_text_en: KIND_WORDS[one.kind][1], completeness: {complete: missing.length === 0, missing}};
  }

  summaries() {
    return this.list.map(one => ({
      id: one.id, title: one.title, kind: one.kind, kind_text: KIND_WORDS[one.kind][0], kind_text_en: KIND_WORDS[one.kind][1], enrolled: one.roster.length, hours: one.hours.length,
      concluded: one.hours.filter(hour => hour.state === 'concluded').length, from: one.from, to: one.to, video_duty: one.video_duty, from_plan_file: one.from_plan_file}));
  }

  near(text) {
    if (!text) return OCCUPATIONS;
    const score = one => [...new Set(text)].filter(letter => one.name.includes(letter)).length / Math.max(one.name.length, text.length);
    return OCCUPATIONS.filter(one => score(one) > 0).sort((a, b) => score(b) - score(a)).slice(0, 5);
  }

  faults(given) {
    const found = [];
    if (given.id !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(given.id)) found.push({field: 'id', text: '班级编号只能用字母、数字、点和横线。', text_en: 'A class number holds letters, digits, dots and dashes only.'});
    if (given.from && given.to && given.to < given.from) found.push({field: 'to', text: '结业日期早于开班日期。', text_en: 'It ends before it begins.'});
    return found;
  }

  change(one, given) {
    Object.assign(one, given);
    one.category = OCCUPATIONS.find(known => known.name === one.occupation)?.category ?? null;
    one.near_occupations = one.occupation && !one.category ? this.near(one.occupation).map(known => known.name) : undefined;
    one.video_duty = one.kind !== 'employee';
    if (given.credit_code !== undefined) one.credit_code_state = !one.credit_code ? 'none' : one.credit_code.length !== 18 ? 'no_code' : one.credit_code.endsWith('3') ? 'good' : 'wrong_check';
    return one;
  }

  add(given) {
    const one = {teachers: [], roster: [], hours: [], from_plan_file: false, video_duty: true, credit_code_state: 'none', category: null, ...given};
    this.list.push(this.change(one, given));
    return one;
  }

  /** What becomes of a file goes by what stands in it: "bad" has errors, a picture is no sheet, anything else can be imported once. */
  sheet(one, kind, bytes, dry) {
    const text = bytes.toString('latin1');
    const error = (row, column, code, message, message_en) => ({row, column, code, message, message_en});
    const none = {imported: false, rows: [], errors: [], warnings: [], changes: [], unchanged: 0};
    if (/^\x89PNG|^%PDF/.test(text)) {
      return {...none, errors: [error(0, '', 'no_sheet', '这不是表格文件。请选择 .xlsx 或 .csv 文件。', 'This is no spreadsheet. Choose a .xlsx or .csv file.')]};
    }
    if (text.includes('bad')) {
      return {
        ...none, rows: Array.from({length: 31}, (_, index) => ({row: index + 4})),
        errors: [
          error(17, '身份证号码', 'id_check_digit', '身份证号 141025********9130 的校验码不对，请核对原件。', 'The check digit of ID number 141025********9130 is wrong: see the original.'),
          error(9, '身份证号码', 'id_digits_lost', '身份证号成了“1.41025E+17”：Excel 已丢失后面的数字。请把这一列设为“文本”，重新输入。', 'The ID number has become "1.41025E+17": Excel lost its last digits. Set the column to "Text" and type it again.'),
          error(22, '', 'duplicate', '与第 5 行是同一人（身份证号相同），请去掉一行。', 'The same person as in row 5 (equal ID numbers): remove one row.'),
        ],
        warnings: [error(30, '联系电话', 'phone_odd', '联系电话不是 11 位，请核对。', 'The phone number has not 11 digits: check it.')],
      };
    }
    const key = `${one.id} ${kind}`;
    const rows = kind === 'roster' ? 30 : 8;
    const same = this.imported.get(key) === text;
    if (same) return {...none, rows: Array.from({length: rows}, (_, index) => ({row: index + 2})), unchanged: rows};
    const changes = kind === 'roster' ? [
      {what: 'new', kind: 'trainee', key: '31', text: '31 号 学员31', text_en: 'no. 31, 学员31'},
      {what: 'changed', kind: 'trainee', key: '12', text: '12 号 学员12：补上身份证号 141025********912X', text_en: 'no. 12, 学员12: ID number 141025********912X added'},
      {what: 'gone', kind: 'trainee', key: '29', text: '29 号 学员29：不在新名单里', text_en: 'no. 29, 学员29: not in the new list'},
      {what: 'kept', kind: 'trainee', key: '30', text: '30 号 学员30：不在新名单里，但已有签到，保留', text_en: 'no. 30, 学员30: not in the new list, but has checked in: kept'},
    ] : [
      {what: 'kept', kind: 'hour', key: `${this.day}/1`, text: `${this.day} 第 1 学时：已经上过，保留`, text_en: `${this.day}, hour 1: taught already, kept`},
      {what: 'changed', kind: 'hour', key: `${this.day}/5`, text: `${this.day} 第 5 学时：内容改为“触电急救”`, text_en: `${this.day}, hour 5: subject is now "触电急救"`},
      {what: 'changed', kind: 'teacher', key: '教师甲', text: '教师 教师甲：补上身份证号 110105********9019', text_en: 'teacher 教师甲: is given identity number 110105********9019'},
      {what: 'new', kind: 'hour', key: `${this.day}/6`, text: `${this.day} 第 6 学时 16:00–16:45 实操`, text_en: `${this.day}, hour 6, 16:00–16:45, practice`},
    ];
    if (!dry) this.imported.set(key, text);
    return {...none, imported: !dry, rows: Array.from({length: rows}, (_, index) => ({row: index + 2})), changes, unchanged: rows - 2, warnings: kind === 'timetable' ? [error(6, '教师身份证号', 'teacher_id_missing', '没有教师身份证号。', 'The teacher has no ID number.')] : []};
  }

  search(last4) {
    return this.list.flatMap(one => one.roster.filter(person => person.id_masked.endsWith(last4)).map(person => ({class: one.id, title: one.title, number: person.number, name: person.name, id_masked: person.id_masked})));
  }
}
