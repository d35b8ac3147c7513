// The routes of classes, imports, check-ins, leave and objections of the fake box, each with the right it asks for.
import {KEY} from './fake_board.mjs';
import {photo} from './fake_check_ins.mjs';
import {local} from './fake_facts.mjs';

const bytesOf = request => new Promise(done => {
  const parts = [];
  request.on('data', part => parts.push(part));
  request.on('end', () => done(Buffer.concat(parts)));
});
const jsonOf = async request => JSON.parse((await bytesOf(request)).toString() || '{}');

/** Answers, or gives false where the address is none of these. `tools`: send, problem, rights. */
export async function training({request, response, url, parts, account, classes, checkIns}, {send, problem, rights}) {
  const refuse = right => (rights.includes(right) ? false : (problem(response, 403, 'no_right', '您的账号没有这项权限。', 'Your account has no right to do this.'), true));
  const none = () => (problem(response, 404, '', '没有找到。', 'Not found.'), true);
  const bad = (detail, detail_en, more = {}) => (problem(response, 400, 'bad_request', detail, detail_en, more), true);
  const give = (body, status = 200) => (send(response, status, body), true);
  const file = (type, name, bytes) => {
    response.writeHead(200, {'Content-Type': type, 'Content-Disposition': `attachment; filename="${name}"`, 'Cache-Control': 'no-store'});
    response.end(bytes);
    return true;
  };
  const get = request.method === 'GET';
  const [room, id, what, more, last] = parts;

  if (room === 'occupations') return give({occupations: classes.near(url.searchParams.get('near') ?? '')});
  if (room === 'templates') return file('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', id, 'PK');
  if (room === 'trainees') return refuse('see_check_ins') || give({trainees: classes.search(url.searchParams.get('last4') ?? '')});
  if (room === 'photos') return refuse('see_check_ins') || file('image/png', `${id}.png`, photo());
  if (room === 'objections') {
    if (get) return refuse('see_check_ins') || give({objections: checkIns.objections.filter(one => !url.searchParams.has('open') || one.answer === null)});
    if (refuse('correct_attendance')) return true;
    const objection = checkIns.objections.find(one => String(one.id) === id);
    if (!objection) return none();
    objection.answer = {at: local(Date.now()), by: account.name, text: (await jsonOf(request)).text};
    return give({});
  }
  if (room !== 'classes') return false;

  if (!id) {
    if (get) return refuse('see_check_ins') || give({classes: classes.summaries()});
    if (refuse('manage_classes')) return true;
    const given = await jsonOf(request);
    const faults = classes.faults(given);
    if (faults.length) return bad('有几处需要改。', 'Some members must be changed.', {faults});
    if (classes.find(given.id)) return problem(response, 409, 'taken', '这个班级编号已经有了。', 'There is a class of this number.'), true;
    return give(classes.answer(classes.add(given)), 201);
  }
  const one = classes.find(id);
  if (!one) return none();
  const ofPlanFile = () => one.from_plan_file && (problem(response, 409, '', '该班由计划文件管理，只能在计划文件中修改', "the class is the plan file's and is changed there"), true);
  if (!what) {
    if (get) return refuse('see_check_ins') || give(classes.answer(one));
    if (refuse('manage_classes') || ofPlanFile()) return true;
    const given = await jsonOf(request);
    const faults = classes.faults(given);
    return faults.length ? bad('有几处需要改。', 'Some members must be changed.', {faults}) : give(classes.answer(classes.change(one, given)));
  }
  if (what === 'roster' || what === 'timetable') {
    if (refuse('manage_classes') || ofPlanFile()) return true;
    const dry = url.searchParams.get('dry_run') === '1';
    const found = classes.sheet(one, what, await bytesOf(request), dry);
    if (dry || !found.errors.length) return give(found);
    return problem(response, 422, 'sheet', '表格有错误，没有导入。', 'The sheet has errors: nothing was imported.', found), true;
  }
  if (what === 'board-link') return refuse('enter_attendance') || give({path: `/board/${encodeURIComponent(id)}?key=${KEY}`});
  if (what === 'check-ins') return refuse('see_check_ins') || give(checkIns.day(one, url.searchParams.get('day') ?? checkIns.facts.day));
  if (what === 'check-ins.csv') return refuse('see_check_ins') || file('text/csv; charset=utf-8', `${id}.csv`, '\ufeff学号,姓名\r\n');
  if (what === 'check-ins.xlsx') return refuse('see_check_ins') || file('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', `${id}.xlsx`, 'PK');
  if (what === 'entries') {
    if (refuse('enter_attendance')) return true;
    const given = await jsonOf(request);
    const stopped = checkIns.enter(given, account.name);
    if (stopped) return problem(response, 409, 'stands', `学员 ${stopped}：已有签到记录，只能补录缺少的签退；如有误，由巡查员更正`, `trainee ${stopped}: checked in already: only a missing check-out can be added`), true;
    return give({entered: given.trainees.length, rejudged: checkIns.rejudged()});
  }
  if (what === 'corrections') {
    if (refuse('correct_attendance')) return true;
    checkIns.correct(await jsonOf(request), account.name);
    return give({rejudged: checkIns.rejudged()});
  }
  if (what === 'leave' && get) return refuse('see_check_ins') || give({leave: id === '2026-D-017' ? checkIns.leave : []});
  if (what === 'leave' && !more) {
    if (refuse('enter_attendance')) return true;
    const given = await jsonOf(request);
    checkIns.enterLeave(given, account.name);
    return give({entered: given.trainees.length, rejudged: []});
  }
  if (what === 'leave' && last === 'withdrawal') {
    if (refuse('enter_attendance')) return true;
    const leave = checkIns.leave.find(entry => String(entry.id) === more);
    if (!leave) return none();
    leave.withdrawn = {at: local(Date.now()), by: account.name, reason: (await jsonOf(request)).reason};
    return give({});
  }
  return false;
}
