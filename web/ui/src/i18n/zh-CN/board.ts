/** 教室看板上的文字：要在最后一排看得清，所以都短。 */
export default {
  board: {
    title: '教室看板', codes: '二维码', wifi: '连接教室无线网', scan_in: '扫码签到', scan_out: '扫码签退', wifi_hint: '用手机相机扫码，连上', scan_hint: '用微信扫一扫或手机相机扫码', next_code: '{seconds} 秒后换另一个码',
    state: {none: '今天没有课', waiting: '还没有开始签到', check_in: '正在签到', running: '正在上课', check_out: '下课签退', over: '课已结束'},
    hour: '第 {number} 学时', session: '第 {number} 课次', demo: '演示',
    none: '今天没有安排课。', opens_at: '{at} 开始签到', over: '今天的课已经结束。', no_code: '现在没有可扫的码。', no_code_off: '这台设备没有开通手机签到，请由班主任登记。', no_code_silent: '设备没有应答，暂时不能扫码。',
    present: '已到', expected: '应到 {count} 人', on_leave: '请假 {count} 人', missing: '还没有签到', not_out: '还没签退', never_in: '没有签到', scan_before: '离开前请扫码签退', all_out: '全部已签退', people: '{count} 人', more: '还有 {count} 人', all_here: '全部到齐',
    minutes_title: '本学时连续达标时间', this_hour: '本学时', unbroken: '连续达标', heads: '画面 {heads} 人，应见 {needed} 人', heads_unknown: '画面人数未知', hour_left: '本学时还剩 {left}',
    minutes: '{count} 分钟', seconds: '{count} 秒',
    met: '已达标', enough: '连续时间已够，但还须县里查看后认定', lost: '本学时已不能达标', open: '剩余时间不够，设备不能自动认定本学时，须县里看录像后认定', short: '画面少 {count} 人：请全体学员坐到画面里', short_lost_in: '再过 {left}将无法达标：画面少 {count} 人', hurry: '再过 {left}将无法达标：请全体学员一直留在画面里', keep: '全体都在画面里，请再保持 {left}',
    silent: '设备没有应答，正在重新连接…（{at} 以后的情况不明）', refused: '这个看板链接不能用了', refused_hint: '链接只在当天、只对一个班有效。请班主任在“班级”页面点“教室看板”重新打开。',
    sound_on: '打开声音', sound_off: '关闭声音', no_sound: '这个浏览器不能发声。', fill: '全屏', leave_fill: '退出全屏',
    light: {
      title: '设备状况', recorder_good: '录像正常', recorder_bad: '录像中断', county_good: '县平台已连接', county_bad: '县平台未连接', county_off: '未设县平台',
      clock_good: '时钟已校时', clock_bad: '时钟未校时', checkin_good: '手机签到正常', checkin_off: '手机签到未开通',
    },
  },
};
