import board from './zh-CN/board';
import checkIns from './zh-CN/check_ins';
import classes from './zh-CN/classes';

/** 全部界面文字。英文（en.ts）必须有同样的键，由类型检查保证。 */
const messages = {
  ...board,
  ...checkIns,
  ...classes,
  common: {
    back: '返回', cancel: '取消', close: '关闭', copy: '复制', copied: '已复制', more: '更多', loading: '正在载入…',
    minutes: '分', seconds: '秒', unknown: '未知', yes: '是', search: '查询', clear: '清除条件',
    retry: '重试', save: '保存',
  },
  menu: {
    skip: '跳到正文', name: '主菜单', today: '今日', hour: '学时', classes: '班级', class: '班级', import: '课程导入', leave: '请假', check_ins: '签到', check_ins_long: '签到记录', objections: '异议', devices: '设备', log: '日志', accounts: '账号', account: '账号菜单：{name}',
    password: '修改密码', sign_out: '退出登录', demo: '演示', demo_hint: '演示设备：不是正式监管数据',
  },
  role: {teacher: '班主任', inspector: '巡查员', administrator: '管理员', auditor: '审计员', installer: '安装员'},
  sign_in: {
    title: '登录', name: '账号', password: '密码', submit: '登录', both: '请输入账号和密码。',
    forgotten: '忘记密码，请找本单位的管理员重置。',
  },
  password: {
    title: '修改密码', forced: '这是别人给您的一次性密码。请先换成只有您自己知道的密码，然后继续。', rules: '新密码的要求：',
    rule_length: '足够长，宜用一句自己记得住的话', rule_own: '不含账号名，也不与原密码相同', rule_common: '不是常见密码（如 12345678、password）',
    old: '原密码', new: '新密码', again: '再输入一次新密码', submit: '确认修改', all: '请填写原密码和新密码。', differ: '两次输入的新密码不一样。',
    old_wrong: '原密码不对。',
  },
  problem: {
    unreachable: '设备没有应答。请检查网络，或稍后再试。', reconnecting: '设备没有应答，正在重新连接…',
    wrong_credentials: '账号或密码不对。', locked: '密码错误次数过多，请等待 {seconds} 秒后再试。', locked_unknown: '密码错误次数过多，请稍后再试。',
    locked_over: '现在可以再试一次。', signed_out: '登录已失效（时间过长或已被结束），请重新登录；之后会回到刚才的页面。',
    no_right: '您的账号没有这项权限。', busy: '设备正忙，请稍后再试。', not_found: '没有找到。', other: '操作没有成功（HTTP {status}）。',
    page: '您的角色（{role}）不能查看此页。如有需要，请找管理员。',
  },
  state: {
    planned: '未开始', running: '进行中', waiting: '待判定', concluded: '已判定', cancelled: '已取消',
  },
  verdict: {met: '达标', not_met: '不达标', review: '存疑', look: '待人工查看。'},
  kind: {theory: '理论教学', practice: '实操培训'},
  hour: {number: '第 {number} 学时', },
  today: {
    title: '今日学时', title_other: '学时', before: '前一天', after: '后一天', choose: '选择日期', back: '回到今天',
    empty_today: '今天没有安排学时。', empty_other: '这一天没有安排学时。',
    empty_next: '下一学时：{at}。', empty_hint: '要安排学时，请由班主任或管理员在“班级”里导入课程表。',
    minutes: '本学时', minutes_unit: '连续达标', spoken: '本学时已连续达标 {certain}，需要 {needed}',
    recorded: '连续录像 {time}', present: '签到 {present} / {enrolled} 人', heads: '画面 {heads} 人', heads_unknown: '画面人数未知', median: '画面中位 {heads} 人',
    left: '还剩 {time}', met: '已经达标', enough: '连续时间已够，但目前还不能判为达标，原因见下。', lost: '本学时已不可能达标', hurry_now: '从现在起全体人员须一直在画面中，录像不能中断，否则本学时不能达标', hurry: '须在 {spare} 内开始连续录到全体人员，否则本学时不能达标',
    too_few: '画面人数少于应见人数：请让全体学员进入画面', open: '查看录像与时间轴', leave: '请假 {count} 人', gaps: '缺口 {count} 处',
    window: '连续达标 {from}–{to}', certain: '最长 {time}', now: '目前：', pending: '本学时已结束，正在等待判定。', flags: '提示', concluded_at: '判定于 {at}',
    loading_failed: '学时没有载入：', summary: '共 {all} 个学时：达标 {met}，不达标 {not_met}，存疑 {review}',
  },
  light: {
    title: '设备状况', camera: '摄像机 {id}', county: '县平台', disk: '磁盘', disk_named: '磁盘 {name}', clock: '时钟', counting: '计数',
    database: '数据库', waiting: '等待设备状态…',
    county_off: '未设置', county_on: '已连接', county_lost: '未连接', county_waiting: '{count} 条待县平台确认',
    disk_free: '剩余 {free}，共 {total}', disk_bad: '磁盘异常', counting_on: '正在计数', counting_every: '每台摄像机 {seconds} 秒一次', counting_slow: '太慢，不能据以判定', not_confined: '计数程序未完全隔离（{sandbox}）', counting_off: '计数程序未在运行', counted: '画面 {count} 人', uncalibrated: '未经校准，不能据以判定',
    clock_synced: '已校时', clock_holdover: '暂时失去校时，误差仍在允许范围内', clock_unproven: '时钟未经校时，无法证明录像时间', clock_error: '误差约 {ms} 毫秒', database_bad: '数据库异常',
    since: '自 {at} 起',
  },
  camera_state: {
    connecting: '正在连接', recording: '正在录像', unreachable: '无法连接摄像机', auth_failed: '摄像机拒绝了用户名或密码', not_found: '摄像机上没有这个视频地址',
    no_video: '摄像机没有给出视频', no_keyframe: '摄像机没有给出关键帧', stalled: '摄像机停止发送画面', unsupported_codec: '视频编码不受支持', off_hours: '不在课时前后，按设置不录像', stopped: '已停止', removed: '已从设置中移除',
  },
  hour_page: {
    back: '返回当天学时', not_found: '没有这个学时。', no_camera: '这个班没有设置摄像机。', camera: '摄像机', verdict: '判定', no_reasons: '没有需要说明的原因。',
    provisional: '本学时还在进行，以下为暂时结论。', present: '签到', present_of: '{present} / {enrolled} 人',
    median: '画面人数（中位）', certain: '确认全体可见最长', possible: '可能全体可见最长', clock: '时钟', rules: '规则', facts: '输入摘要', rev: '第 {rev} 版',
    flags: '提示（不改变判定，供人查看）', check_ins: '查看当天签到记录',
  },
  player: {
    title: '录像回放', no_right: '您的角色不能回放录像，因此这里只显示时间轴、人数和判定。需要回放时请找巡查员或管理员。',
    loading: '正在打开录像…', old: '这个浏览器太旧，不能播放录像。请换用新版的 Edge、Chrome 或 Firefox。', none: '这段时间没有录像。', h265: '这个浏览器不能播放 H.265 录像。请换用支持 H.265 的浏览器（如 Windows 版 Edge、macOS 的 Safari，或带硬件解码的 Chrome），',
    h265_export: '或下载本学时录像用播放器观看。', h265_ask: '或请有导出权限的人下载后观看。', download: '下载本学时录像（MP4）', play: '播放', pause: '暂停', back: '后退 10 秒', forward: '前进 10 秒',
    now: '录像时间', speed: '倍速', failed: '录像不能播放：', error: '播放出错，请重试。', jumped_after: '{asked} 没有录像（{cause}），已跳到下一个画面 {at}。',
    jumped_before: '{asked} 之后没有录像，已跳到最后的画面 {at}。', crossed: '{from} 至 {to} 没有录像（{cause}），已接着播放。', cause_unknown: '原因不明', reload: '载入最新录像',
    keys: '键盘：← → 后退或前进 10 秒，空格播放或暂停。点按时间轴或人数图可跳到那一刻。', camera_gone: '摄像机 {id}：{state}。已录下的部分可以照常回放。',
  },
  timeline: {
    title: '时间轴', recorded: '录像', gaps: '缺口', coverage: '连续', window: '最佳时段', hint: '点按任一处跳到那一刻；指向缺口可看原因。', gap: '缺口 {from}–{to}（{time}）：{text}',
    no_gaps: '没有缺口。', open: '仍在持续', gap_list: '缺口及原因', recorded_span: '录像 {from}–{to}', suspect: '可疑（写盘出错后恢复）', coverage_span: '连续录像 {from}–{to}（{time}）', window_span: '最佳时段 {from}–{to}（{time}）', label: '时间轴，{from} 至 {to}。用左右方向键跳转。',
  },
  chart: {
    title: '画面人数与应见人数', counted: '画面人数', band: '可能范围', needed: '至少应见', expected: '签到在场', none: '这段时间没有对画面计数。', label: '画面人数折线图：从 {lo} 到 {hi} 人，至少应见 {needed} 人。点按可跳到那一刻。',
  },
  check_in: {
    title: '签到签退', trainee: '学员号', in: '签到', out: '签退', method: '方式', late: '迟到', none: '没有签到记录。', phone: '手机', staff: '代录', corrected: '更正', no_out: '未签退',
  },
  devices: {
    title: '设备', cameras: '摄像机', main: '主码流', sub: '子码流', no_sub: '没有设置子码流', watch: '观看实时画面', watch_sub: '观看子码流', stop: '停止观看', test: '测试摄像机', testing: '正在测试，约 10 秒…',
    test_ok: '测试通过', test_bad: '测试未通过', starting: '正在启动画面…', stream: {main: '主码流', sub: '子码流'}, connect: '连接 {ms} 毫秒', fps: '每秒 {fps} 帧', bitrate: '{kbps} kbit/s', gop: '关键帧间隔 {s} 秒',
    h265_sub: '这个浏览器不能播放主码流的 H.265，可改看子码流。', h265: '这个浏览器不能播放 H.265，且没有设置子码流。请换用支持 H.265 的浏览器，或在摄像机上把主码流改为 H.264。', disks: '磁盘', clock: '时钟', county: '县平台', tls: '加密连接（TLS）', no_cameras: '没有设置摄像机。请在 box.toml 中加入，然后重新启动设备。',
    used: '已用 {used}%', by: '校时来源：{by}', now: '设备时间', fingerprint: '证书指纹（SHA-256）', fingerprint_hint: '第一次用浏览器打开时，请核对浏览器显示的证书指纹与此相同。', not_after: '有效期至 {at}', own: '设备自己生成的证书', replaced: '由使用单位更换的证书', tls_off: '未启用：只应在本机访问。',
    box: '设备 {box}，版本 {version}，启动于 {at}', broker: '服务器：{broker}', recorded: '录像 {from} 至 {to}', nothing_recorded: '还没有录像', size: '{width}×{height}', live: '实时画面：{id}', behind: '约落后 {s} 秒',
  },
  log: {
    title: '日志', from: '从', to: '到', account: '账号', action: '事项', object: '对象', result: '结果', any: '全部', at: '时间', who: '谁', what: '做了什么', on: '对象与说明', none: '没有符合条件的记录。试试放宽时间或清除条件。', end: '没有更早的记录了。', box: '设备', shell: '命令行',
    done: '完成', refused: '被拒绝', failed: '失败', unproven: '时钟未校时',
  },
  accounts: {
    title: '账号', add: '新增账号', name: '账号', display: '姓名或称呼', role: '角色', last: '上次登录', never: '从未登录', active: '正常', closed: '已停用', locked: '已锁定至 {at}', must_change: '待改密码',
    name_rule: '2–32 个字符：小写字母开头，可含数字和 . - _', close: '停用', open: '恢复', reset: '重置密码', unlock: '解除锁定', change: '修改', one_time: '一次性密码', one_time_hint: '只显示这一次。请当面交给本人；本人第一次登录时必须更换。', for: '账号 {name} 的一次性密码',
    really_close: '停用账号 {name}？其当前登录会立即结束；记录保留。', really_reset: '重置账号 {name} 的密码？其当前登录会立即结束。', rights: '角色与权限', changed: '已修改。', unlocked: '已解除锁定。', closed_done: '已停用。', opened: '已恢复。', you: '（您）', copy_failed: '无法复制，请手工抄录。', may: '可以', may_not: '不可以',
  },
};

export default messages;
export type Messages = typeof messages;
