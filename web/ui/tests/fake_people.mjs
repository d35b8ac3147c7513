// Accounts, roles and rights of the fake box.
export const ROLES = {
  teacher: ['see_hours', 'watch_live', 'see_check_ins', 'manage_classes', 'enter_attendance'],
  inspector: ['see_hours', 'watch_live', 'watch_recordings', 'export_recordings', 'see_devices', 'see_check_ins', 'correct_attendance'],
  administrator: ['see_hours', 'watch_live', 'watch_recordings', 'export_recordings', 'see_devices', 'test_cameras', 'see_log', 'manage_accounts', 'see_check_ins', 'manage_classes', 'enter_attendance'],
  auditor: ['see_hours', 'watch_recordings', 'export_recordings', 'see_devices', 'see_log', 'see_check_ins'],
  installer: ['watch_live', 'see_devices', 'test_cameras'],
};
const ROLE_WORDS = {teacher: ['班主任', 'class teacher'], inspector: ['巡查员', 'inspector'], administrator: ['管理员', 'administrator'], auditor: ['审计员', 'auditor'], installer: ['安装员', 'installer']};
const RIGHT_WORDS = {
  see_hours: ['查看学时', 'see lesson hours'], watch_live: ['观看实时画面', 'watch live'], watch_recordings: ['回放录像', 'watch recordings'], export_recordings: ['导出录像', 'export recordings'],
  see_devices: ['查看设备', 'see devices'], test_cameras: ['测试摄像机', 'test cameras'], see_log: ['查看日志', 'see the log'], manage_accounts: ['管理账号', 'manage accounts'],
  see_check_ins: ['查看班级与签到', 'see classes and check-ins'], manage_classes: ['管理班级与课程导入', 'manage classes and imports'], enter_attendance: ['代录、请假与看板', 'enter attendance and leave, open the board'], correct_attendance: ['更正签到、答复异议', 'correct attendance, answer objections'],
};
const worded = (code, words) => ({code, text: words[code][0], text_en: words[code][1]});

export const rolesWithRights = () => Object.keys(ROLES).map(role => ({...worded(role, ROLE_WORDS), rights: ROLES[role].map(right => worded(right, RIGHT_WORDS))}));

export function people(local) {
  const account = (name, role, display, more = {}) => ({
    name, display, role, closed: false, locked_s: 0, must_change_password: false, created: local(Date.now() - 9e8), last_sign_in: local(Date.now() - 4e6), ...more});
  return [
    account('admin', 'administrator', '账号甲'), account('teacher', 'teacher', '账号乙'), account('auditor', 'auditor', ''), account('inspector', 'inspector', '账号丙'), account('installer', 'installer', ''),
    account('fresh', 'inspector', '', {must_change_password: true, last_sign_in: null}), account('locked', 'inspector', '账号丁', {locked_s: 540}),
    account('gone', 'teacher', '', {closed: true}),
  ];
}
