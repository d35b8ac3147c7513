/** 班级与课程导入。 */
export default {
  class_kind: {order: '订单式培训', project: '项目制培训', employee: '企业职工培训', startup: '创业培训', student_startup: '在校大学生创业培训'},
  element: {roster: '学员花名册', plan: '教学计划', teachers: '授课师资', resources: '教学资源', assessment: '考核方案'},
  classes: {
    add: '新建班级', change: '修改班级 {id}', edit: '修改', saved: '已保存。', back: '全部班级', not_found: '没有这个班级。', none: '还没有班级。班级由班主任或管理员建立。', none_add: '还没有班级。请先新建班级，再导入花名册和课程表。',
    id: '班级编号', id_hint: '开班申请上的编号，如 2026-D-017；建立后不能改。', name: '班级名称', kind: '培训类型', occupation: '职业（工种）', school: '培训机构', credit_code: '统一社会信用代码', room: '教室', from: '开班日期', to: '结业日期', cameras: '摄像机', application: '开班申请已交的材料',
    days: '起止日期', teachers: '教师', teachers_none: '课程表里还没有教师。', cameras_none: '没有设置摄像机，不能判定学时', no_cameras: '这台设备没有摄像机。', facts: '班级信息', not_given: '未填写', no_days: '未填写日期',
    video_duty: '须有视频记录', no_video_duty: '免视频记录', video_duty_by_rules: '是否须有视频记录由设备的规则决定，保存后可见。', exempt: '免视频记录', plan_file: '计划文件', plan_file_hint: '这个班由计划文件（plan.toml）管理，只能在文件里修改。',
    form_needs: '请填写班级编号和班级名称。', form_faults: '有几处需要改，见各栏下方的说明。', category: '{category} 类', not_in_table: '不在职业（工种）分类表中', near: '表中相近的名称：{names}', occupation_unknown: '分类表中没有这个名称，请核对。', occupation_near: '表中相近的名称（点一下采用）：', code_wrong: '校验码不对，请核对', code_none: '不是统一社会信用代码，请核对',
    enrolled: '{count} 人', hours_of: '已判定 {done} / {all} 学时', completeness: '开班材料与计划', complete: '材料和计划齐全。', incomplete: '还缺：',
    hours: '课程表', no_hours: '还没有课程表。', hour: '学时', time: '时间', subject: '内容', teacher: '教师', state: '状态', cancelled_late: '临时取消', planned_late: '开课后补排', planned_at: '于 {at} 列入计划',
    roster: '花名册', no_roster: '还没有花名册。', number: '学号', no: '{number} 号', trainee_name: '姓名', id_number: '身份证号', phone: '联系电话', no_id: '没有身份证号', without_id: '{count} 人没有身份证号，不能用手机签到，须由班主任代录。',
    board: '教室看板', board_hint: '看板已在新标签页打开。也可以把下面的地址用在教室大屏的浏览器里；地址只在今天、只对这个班有效。', board_address: '看板地址', board_again: '再打开一次看板', board_copy_failed: '无法复制，请手工抄录。',
    find: '学员查找', last4: '身份证号后四位', last4_rule: '请输入身份证号后四位：四位数字，或三位数字加 X。', find_logged: '每次查找都会记入日志。', find_none: '没有身份证号后四位为 {last4} 的学员。',
  },
  import: {
    back: '返回班级', file: '选择文件', which: '要导入的是', roster: '花名册', timetable: '课程表', drop: '把文件拖到这里，或者', choose: '选择文件', choose_other: '换一个文件', formats: 'Excel（.xlsx）或 CSV，不超过 4 MB。先检查，不会马上导入。',
    templates: '模板：', template_roster: '花名册', template_timetable: '课程表（按课时）', template_timetable2: '课程表（按授课时间）',
    file_empty: '这个文件是空的。', file_large: '文件超过 4 MB。请只保留要导入的工作表，另存后再试。', file_xls: '这是旧版 Excel（.xls）。请在 Excel 或 WPS 中“另存为” .xlsx，再选择新文件。', file_unreadable: '文件读不出来。它可能正被别的程序占用，请关闭后再选一次。',
    reading: '正在检查文件…', importing: '正在导入…', result: '检查结果', errors: '有 {count} 处错误，没有导入', errors_hint: '请在表格里改好、保存，然后再选一次文件。有一处错误就一行也不导入。', errors_title: '错误', row: '行', column: '列', what: '说明', kind: '变化', whole_file: '整个文件', warnings: '{count} 处提醒（不妨碍导入）', warnings_title: '提醒',
    would: '读到 {rows} 行，导入后的变化', changes: '变化', nothing: '没有变化', nothing_hint: '读到 {rows} 行，与设备里已有的完全相同，不需要导入。', done: '已导入', to_class: '查看班级', go: '导入{kind}', not_yet: '还没有导入。', all: '显示全部 {count} 项',
    new: '新增', changed: '修改', gone: '取消', kept: '保持', count_new: '新增 {count}', count_changed: '修改 {count}', count_gone: '取消 {count}', count_kept: '保持 {count}', count_unchanged: '不变 {count}', kept_hint: '已经上过的课和已有签到的学员照原样保留，文件不能改动它们。',
  },
};
