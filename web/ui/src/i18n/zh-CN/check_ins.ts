/** 签到记录、代录、请假、更正、异议。 */
export default {
  check_ins: {
    class: '班级', choose: '请选择班级', choose_words: '请选择要查看的班级。每次查看都会记入日志。', no_sessions: '这一天没有课。', nobody: '花名册里没有人。', nothing_odd: '没有异常。', only_odd: '只看异常', again: '刷新', print: '打印', printed: '打印于 {at}',
    session: '第 {number} 课次 {from}–{to}', present: '到 {present} / {enrolled} 人', by_phone: '手机 {count}', by_staff: '代录 {count}', corrected: '更正 {count}', on_leave: '请假 {count}', missing: '未到 {count}', refused: '被拒绝的尝试 {count}', opened: '{at} 起显示二维码', never_opened: '没有显示过二维码', odd: '异常',
    hours: '各学时在场', remarks: '备注', there: '第 {number} 学时在场', not_there: '第 {number} 学时不在场', not_yet: '第 {number} 学时尚未开始', between: '，', voided: '更正为未到', on_leave_mark: '请假', not_in: '未签到', left_early: '早退', objection: '有异议', photo: '照片', photo_of: '{number} 号 {name} 的照片', photo_bad: '浏览器不能显示这张照片（可能是 HEIC 格式）。', photo_save: '下载后查看', attempts: '被拒 {count} 次', more_events: '更早的 {count} 条没有列出。', because: '{by}：{reason}',
    events: '全部尝试与登记', at: '时间', what: '事项', result: '结果', from_where: '手机与地址', phone_of: '手机 {device}', distance: '距教室 {m} 米', stands: '改为 {in} 至 {out}', stands_absent: '改为未到',
  },
  entry: {
    open: '代录', title: '代录：第 {number} 课次', hint: '只用于确实到场而不能用手机签到的学员。代录单独计数，县里看得到由谁、为什么代录。', what: '补录', what_in: '签到', what_out: '只补签退', who: '学员', came: '{at} 签到', chosen: '已选 {chosen} / {all}', pick_all: '全选', pick_none: '全不选', with_out: '同时录入签退', nobody: '没有需要代录的学员。',
    reason: '原因', save: '代录 {count} 人', choose_some: '请选择学员。', bad_time: '请填写时间。', bad_order: '签退时间必须晚于签到时间。', needs_reason: '请选择或填写原因。', done: '已代录 {count} 人。', rejudged: '重新判定了 {count} 个学时。',
  },
  reason: {no_phone: '没有手机', no_power: '手机没电', cannot: '不会操作', ill: '病假', private: '事假', seen: '经回放录像核实', objection: '学员异议属实', school: '学校书面说明，已核实', other: '其他', words: '请写明原因'},
  leave: {
    list: '请假记录', enter: '登记请假', who: '请假的学员', from: '从', to: '到', bad_order: '结束时间必须晚于开始时间。', none: '没有请假。', done: '已登记 {count} 人请假。', withdraw: '撤销', withdraw_title: '撤销 {name} 的请假', withdraw_reason: '撤销的原因', withdrawn: '已撤销', withdrawn_because: '撤销：{by}，{reason}', withdrawn_done: '已撤销，相关学时会重新判定。',
  },
  correction: {
    open: '更正', title: '更正 {number} 号 {name}', hint: '原来的签到不会删除；更正、原因和您的账号会留在记录里，各方都能看到。', there: '本人到场', absent: '本人没有到场', out: '签退（可空）', reason: '更正的原因', save: '更正', done: '已更正。',
  },
  objections: {
    hint: '学员在手机上看到自己的签到记录后提出的异议，由巡查员答复；答复会显示在学员的手机上。', only_open: '只看未答复', none_open: '没有等待答复的异议。', none: '没有异议。', open: '待答复', answered: '已答复', session: '第 {number} 课次', said: '提出于 {at}', answered_by: '{by} 答复于 {at}',
    answer: '答复', send: '答复', correct_first: '需要更正签到时，请先到签到记录里更正，再答复。', needs_answer: '请写明答复。', answered_done: '已答复。', waits: '等待巡查员答复。',
  },
};
