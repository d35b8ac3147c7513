import type zh from '../zh-CN/board';

const messages: typeof zh = {
  board: {
    title: 'Classroom board', codes: 'QR code', wifi: 'Join the Wi-Fi', scan_in: 'Check in', scan_out: 'Check out', wifi_hint: 'With the phone camera, join', scan_hint: 'With WeChat or the phone camera', next_code: 'other code in {seconds} s',
    state: {none: 'No lessons today', waiting: 'Check-in not open yet', check_in: 'Checking in', running: 'Lesson', check_out: 'Checking out', over: 'Lessons over'},
    hour: 'hour {number}', session: 'session {number}', demo: 'Demo',
    none: 'No lessons are planned for today.', opens_at: 'Check-in opens at {at}', over: "Today's lessons are over.", no_code: 'There is no code to scan now.', no_code_off: 'Check-in by phone is not set up here: the class teacher enters who is present.', no_code_silent: 'The box does not answer: no scanning for now.',
    present: 'Present', expected: '{count} expected', on_leave: '{count} on leave', missing: 'Not checked in', not_out: 'Not checked out', never_in: 'Never checked in', scan_before: 'Check out before you leave', all_out: 'All have checked out', people: '{count}', more: '+ {count}', all_here: 'All are here',
    minutes_title: 'Unbroken time of this hour', this_hour: 'This hour', unbroken: 'unbroken', heads: '{heads} in view, {needed} needed', heads_unknown: 'heads in view unknown', hour_left: '{left} left',
    minutes: '{count} min', seconds: '{count} s',
    met: 'Met', enough: 'Long enough, but the county must look at it', lost: 'This hour cannot be met any more', open: 'Too little time is left for the box to be sure: the county must look at the recording', short: '{count} too few in view: all trainees into the picture, please', short_lost_in: 'Cannot be met any more in {left}: {count} too few in view', hurry: 'Cannot be met any more in {left}: all stay in the picture, please', keep: 'All are in view: keep it up for {left}',
    silent: 'The box does not answer; connecting again… (unknown since {at})', refused: 'This link to the board is over', refused_hint: 'A link is good for one class and one day. The class teacher opens a new one with “Classroom board” on the page of the class.',
    sound_on: 'Sound on', sound_off: 'Sound off', no_sound: 'This browser cannot sound.', fill: 'Full screen', leave_fill: 'Leave full screen',
    light: {
      title: 'State of the box', recorder_good: 'recording', recorder_bad: 'NOT recording', county_good: 'county online', county_bad: 'county offline', county_off: 'no county line',
      clock_good: 'clock in step', clock_bad: 'clock not in step', checkin_good: 'check-in on', checkin_off: 'no phone check-in',
    },
  },
};

export default messages;
