import board from './en/board';
import checkIns from './en/check_ins';
import classes from './en/classes';
import type {Messages} from './zh-CN';

const messages: Messages = {
  ...board,
  ...checkIns,
  ...classes,
  common: {
    back: 'Back', cancel: 'Cancel', close: 'Close', copy: 'Copy', copied: 'Copied', more: 'More', loading: 'Loading…',
    minutes: 'min', seconds: 's', unknown: 'unknown', yes: 'yes', search: 'Search', clear: 'Clear filter',
    retry: 'Try again', save: 'Save',
  },
  menu: {
    skip: 'Skip to content', name: 'Main menu', today: 'Today', hour: 'Lesson hour', classes: 'Classes', class: 'Class', import: 'Import', leave: 'Leave', check_ins: 'Check-ins', check_ins_long: 'Check-ins', objections: 'Objections', devices: 'Devices', log: 'Log', accounts: 'Accounts', account: 'Account menu: {name}',
    password: 'Change password', sign_out: 'Sign out', demo: 'Demo', demo_hint: 'A demo box: not official data',
  },
  role: {teacher: 'class teacher', inspector: 'inspector', administrator: 'administrator', auditor: 'auditor', installer: 'installer'},
  sign_in: {
    title: 'Sign in', name: 'Account', password: 'Password', submit: 'Sign in', both: 'Enter account and password.',
    forgotten: 'Forgotten? Your administrator can reset the password.',
  },
  password: {
    title: 'Change password', forced: 'This is a one-time password that somebody gave you. Choose one that only you know, then go on.', rules: 'The new password must be:',
    rule_length: 'long enough; a sentence you remember is best', rule_own: 'without the account name, and not the old password', rule_common: 'not a common one (such as 12345678 or password)',
    old: 'Old password', new: 'New password', again: 'New password again', submit: 'Change password', all: 'Enter the old and the new password.', differ: 'The two new passwords differ.',
    old_wrong: 'The old password is wrong.',
  },
  problem: {
    unreachable: 'The box does not answer. Check the network, or try again later.', reconnecting: 'The box does not answer; connecting again…',
    wrong_credentials: 'Account or password is wrong.', locked: 'Too many wrong passwords. Wait {seconds} s, then try again.', locked_unknown: 'Too many wrong passwords. Try again later.',
    locked_over: 'You can try again now.', signed_out: 'Your session is over (too long, or it was ended). Sign in again; you will be back on the same page.',
    no_right: 'Your account has no right to do this.', busy: 'The box is busy. Try again in a moment.', not_found: 'Not found.', other: 'It did not work (HTTP {status}).',
    page: 'Your role ({role}) does not see this page. Ask an administrator if you need it.',
  },
  state: {planned: 'Not begun', running: 'Running', waiting: 'To be judged', concluded: 'Judged', cancelled: 'Cancelled'},
  verdict: {met: 'Met', not_met: 'Not met', review: 'Review', look: 'A person must look at it.'},
  kind: {theory: 'theory', practice: 'practice'},
  hour: {number: 'hour {number}', },
  today: {
    title: 'Today', title_other: 'Lesson hours', before: 'Day before', after: 'Day after', choose: 'Choose a day', back: 'Today',
    empty_today: 'No lesson hours are planned for today.', empty_other: 'No lesson hours are planned for this day.',
    empty_next: 'Next lesson hour: {at}.', empty_hint: 'To plan some, a class teacher or an administrator imports a timetable under “Classes”.',
    minutes: 'This hour', minutes_unit: 'unbroken', spoken: 'Unbroken so far {certain} of {needed} needed',
    recorded: 'recorded {time}', present: 'present {present} of {enrolled}', heads: '{heads} heads in view', heads_unknown: 'heads unknown', median: 'median {heads} heads',
    left: '{time} left', met: 'Already met', enough: 'Long enough, but it cannot be called met so far: see below.', lost: 'This hour can no longer be met', hurry_now: 'From now on everybody must stay in view and recording must not break, or this hour cannot be met', hurry: 'Everybody must be in view without a break, beginning within {spare}, or this hour cannot be met',
    too_few: 'Fewer heads than must be seen: bring all trainees into view', open: 'Recording and timeline', leave: '{count} on leave', gaps: 'gaps: {count}',
    window: 'Unbroken {from}–{to}', certain: 'longest {time}', now: 'At present:', pending: 'This hour is over and waits for its verdict.', flags: 'Notes', concluded_at: 'Judged at {at}',
    loading_failed: 'Lesson hours were not loaded: ', summary: '{all} lesson hours: {met} met, {not_met} not met, {review} to review',
  },
  light: {
    title: 'How the box is', camera: 'Camera {id}', county: 'County', disk: 'Disk', disk_named: 'Disk {name}', clock: 'Clock', counting: 'Counting',
    database: 'Database', waiting: 'Waiting for the state of the box…',
    county_off: 'not set up', county_on: 'connected', county_lost: 'not connected', county_waiting: '{count} messages not yet acknowledged',
    disk_free: '{free} free of {total}', disk_bad: 'fails', counting_on: 'running', counting_every: 'each camera every {seconds} s', counting_slow: 'too slow to judge by', not_confined: 'not fully confined ({sandbox})', counting_off: 'the counting process is not running', counted: '{count} heads', uncalibrated: 'not calibrated: decides nothing',
    clock_synced: 'synchronised', clock_holdover: 'synchronisation lost for now; the error is still small enough', clock_unproven: 'not synchronised: the time of recordings is unproven', clock_error: 'error about {ms} ms', database_bad: 'fails',
    since: 'since {at}',
  },
  camera_state: {
    connecting: 'connecting', recording: 'recording', unreachable: 'cannot be reached', auth_failed: 'refuses user name or password', not_found: 'has no video at this address',
    no_video: 'gives no video', no_keyframe: 'gives no key frame', stalled: 'stopped sending', unsupported_codec: 'codec not supported', off_hours: 'not recorded now, as set up: no lesson hour is near', stopped: 'stopped', removed: 'no longer set up',
  },
  hour_page: {
    back: 'Hours of that day', not_found: 'There is no such lesson hour.', no_camera: 'No camera is set up for this class.', camera: 'Camera', verdict: 'Verdict', no_reasons: 'Nothing that needs a reason.',
    provisional: 'The hour is still running: this is provisional.', present: 'Present', present_of: '{present} of {enrolled}',
    median: 'Heads (median)', certain: 'Longest surely all in view', possible: 'Longest possibly all in view', clock: 'Clock', rules: 'Rules', facts: 'Digest of inputs', rev: 'revision {rev}',
    flags: 'Notes (they change no verdict)', check_ins: 'Check-ins of the day',
  },
  player: {
    title: 'Recording', no_right: 'Your role does not watch recordings, so this page shows timeline, heads and verdict only. An inspector or administrator can play it back.',
    loading: 'Opening the recording…', old: 'This browser is too old to play recordings. Use a recent Edge, Chrome or Firefox.', none: 'Nothing was recorded in this time.', h265: 'This browser does not play H.265. Use one that does (Edge on Windows, Safari on macOS, or Chrome with hardware decoding), ',
    h265_export: 'or download the hour and play the file.', h265_ask: 'or ask somebody who may export it.', download: 'Download this hour (MP4)', play: 'Play', pause: 'Pause', back: 'Back 10 s', forward: 'Forward 10 s',
    now: 'Recorded at', speed: 'Speed', failed: 'The recording cannot be played: ', error: 'Playback failed. Try again.', jumped_after: 'Nothing was recorded at {asked} ({cause}); went on to the next picture, {at}.',
    jumped_before: 'Nothing was recorded after {asked}; went to the last picture, {at}.', crossed: 'Nothing was recorded from {from} to {to} ({cause}); playing on.', cause_unknown: 'cause unknown', reload: 'Load the newest',
    keys: 'Keys: ← → back or forward 10 s, space plays or pauses. Tap timeline or chart to go to that moment.', camera_gone: 'Camera {id}: {state}. What was recorded can be played as usual.',
  },
  timeline: {
    title: 'Timeline', recorded: 'Recorded', gaps: 'Gaps', coverage: 'Unbroken', window: 'Best', hint: 'Tap anywhere to go there; point at a gap for its cause.', gap: 'Gap {from}–{to} ({time}): {text}',
    no_gaps: 'No gaps.', open: 'still going on', gap_list: 'Gaps and causes', recorded_span: 'Recorded {from}–{to}', suspect: 'suspect (recovered after a write error)', coverage_span: 'Unbroken {from}–{to} ({time})', window_span: 'Best stretch {from}–{to} ({time})', label: 'Timeline from {from} to {to}. Arrow keys move.',
  },
  chart: {
    title: 'Heads in view and heads needed', counted: 'Heads counted', band: 'Possible range', needed: 'Needed', expected: 'Present', none: 'No picture was counted in this time.', label: 'Line chart of heads: from {lo} to {hi}, at least {needed} needed. Tap to go to that moment.',
  },
  check_in: {
    title: 'Check-ins', trainee: 'Trainee', in: 'In', out: 'Out', method: 'How', late: 'late', none: 'Nobody checked in.', phone: 'phone', staff: 'by staff', corrected: 'corrected', no_out: 'not out',
  },
  devices: {
    title: 'Devices', cameras: 'Cameras', main: 'Main stream', sub: 'Sub stream', no_sub: 'no sub stream is set up', watch: 'Watch live', watch_sub: 'Watch sub stream', stop: 'Stop watching', test: 'Test camera', testing: 'Testing, about 10 s…',
    test_ok: 'Test passed', test_bad: 'Test failed', starting: 'Starting the picture…', stream: {main: 'Main stream', sub: 'Sub stream'}, connect: 'connected in {ms} ms', fps: '{fps} frames/s', bitrate: '{kbps} kbit/s', gop: 'key frame every {s} s',
    h265_sub: 'This browser does not play the main stream (H.265); the sub stream can be watched.', h265: 'This browser does not play H.265 and no sub stream is set up. Use a browser that plays it, or set the camera to H.264.', disks: 'Disks', clock: 'Clock', county: 'County', tls: 'Encryption (TLS)', no_cameras: 'No camera is set up. Add one to box.toml and restart the box.',
    used: '{used}% used', by: 'synchronised by {by}', now: 'Time of the box', fingerprint: 'Fingerprint of the certificate (SHA-256)', fingerprint_hint: 'When you open the box for the first time, compare it with what the browser shows.', not_after: 'valid until {at}', own: 'made by the box itself', replaced: 'replaced by its owner', tls_off: 'Off: only to be used on the box itself.',
    box: 'Box {box}, version {version}, started {at}', broker: 'server: {broker}', recorded: 'recorded {from} to {to}', nothing_recorded: 'nothing recorded yet', size: '{width}×{height}', live: 'Live: {id}', behind: 'about {s} s behind',
  },
  log: {
    title: 'Log', from: 'From', to: 'To', account: 'Account', action: 'Action', object: 'On', result: 'Result', any: 'all', at: 'Time', who: 'Who', what: 'What', on: 'On what', none: 'Nothing fits. Try a longer time, or clear the filter.', end: 'Nothing older.', box: 'box', shell: 'command line',
    done: 'done', refused: 'refused', failed: 'failed', unproven: 'clock not synchronised',
  },
  accounts: {
    title: 'Accounts', add: 'Add account', name: 'Account', display: 'Name shown', role: 'Role', last: 'Last sign-in', never: 'never', active: 'active', closed: 'closed', locked: 'locked until {at}', must_change: 'must change password',
    name_rule: '2–32 characters: begins with a small letter; small letters, digits, . - _', close: 'Close', open: 'Open again', reset: 'Reset password', unlock: 'Unlock', change: 'Change', one_time: 'One-time password', one_time_hint: 'Shown this once only. Hand it over in person; it must be changed at the first sign-in.', for: 'One-time password of {name}',
    really_close: 'Close account {name}? Its sessions end at once; its records stay.', really_reset: 'Reset the password of {name}? Its sessions end at once.', rights: 'Roles and rights', changed: 'Changed.', unlocked: 'Unlocked.', closed_done: 'Closed.', opened: 'Opened again.', you: '(you)', copy_failed: 'Copying failed: write it down.', may: 'may', may_not: 'may not',
  },
};

export default messages;
