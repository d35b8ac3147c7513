import type zh from '../zh-CN/classes';

const messages: typeof zh = {
  class_kind: {order: 'to order', project: 'project', employee: 'employees', startup: 'starting a business', student_startup: 'starting a business, students'},
  element: {roster: 'roster', plan: 'teaching plan', teachers: 'teachers', resources: 'teaching resources', assessment: 'assessment plan'},
  classes: {
    add: 'New class', change: 'Change class {id}', edit: 'Change', saved: 'Saved.', back: 'All classes', not_found: 'There is no such class.', none: 'There are no classes yet. A class teacher or an administrator makes them.', none_add: 'There are no classes yet. Make one, then import its roster and timetable.',
    id: 'Class number', id_hint: 'As on the opening application, such as 2026-D-017; it stays.', name: 'Name of the class', kind: 'Kind of training', occupation: 'Occupation', school: 'Training school', credit_code: 'Unified credit code', room: 'Room', from: 'Begins on', to: 'Ends on', cameras: 'Cameras', application: 'Handed in with the opening application',
    days: 'Dates', teachers: 'Teachers', teachers_none: 'The timetable names no teacher yet.', cameras_none: 'No camera is set: hours cannot be judged', no_cameras: 'This box has no cameras.', facts: 'The class', not_given: 'not given', no_days: 'no dates given',
    video_duty: 'must be recorded', no_video_duty: 'exempt from recording', video_duty_by_rules: "Whether it must be recorded is in the box's rules; it shows once saved.", exempt: 'exempt from recording', plan_file: 'plan file', plan_file_hint: "This class is the plan file's (plan.toml) and is changed there only.",
    form_needs: 'Enter number and name of the class.', form_faults: 'Some fields must be changed: see below each of them.', category: 'category {category}', not_in_table: 'not in the table of occupations', near: 'Near names in the table: {names}', occupation_unknown: 'The table has no such name: check it.', occupation_near: 'Near names in the table (tap to take one):', code_wrong: 'wrong check digit: verify it', code_none: 'not a credit code: verify it',
    enrolled: '{count} trainees', hours_of: '{done} of {all} hours judged', completeness: 'Application and plan', complete: 'Application and plan are complete.', incomplete: 'Still missing:',
    hours: 'Timetable', no_hours: 'There is no timetable yet.', hour: 'Hour', time: 'Time', subject: 'Subject', teacher: 'Teacher', state: 'State', cancelled_late: 'cancelled late', planned_late: 'planned after it began', planned_at: 'planned at {at}',
    roster: 'Roster', no_roster: 'There is no roster yet.', number: 'No.', no: 'no. {number}', trainee_name: 'Name', id_number: 'ID number', phone: 'Phone', no_id: 'no ID number', without_id: '{count} trainees have no ID number and cannot check in by phone: the class teacher enters them.',
    board: 'Classroom board', board_hint: "The board is open in a new tab. This address can also be used on the classroom's screen; it is good for this class and today only.", board_address: 'Address of the board', board_again: 'Open the board again', board_copy_failed: 'Copying failed: write it down.',
    find: 'Find a trainee', last4: 'Last four of the ID number', last4_rule: 'Enter the last four of the ID number: four digits, or three and an X.', find_logged: 'Each search is logged.', find_none: 'No trainee has an ID number ending in {last4}.',
  },
  import: {
    back: 'Back to the class', file: 'Choose a file', which: 'What to import', roster: 'roster', timetable: 'timetable', drop: 'Drop a file here, or', choose: 'Choose a file', choose_other: 'Choose another file', formats: 'Excel (.xlsx) or CSV, up to 4 MB. It is checked first, not imported at once.',
    templates: 'Templates:', template_roster: 'roster', template_timetable: 'timetable (by lesson hours)', template_timetable2: 'timetable (by time of day)',
    file_empty: 'This file is empty.', file_large: 'The file is larger than 4 MB. Keep only the sheet to import, save it, and try again.', file_xls: 'This is an old Excel file (.xls). Save it as .xlsx in Excel or WPS, then choose the new file.', file_unreadable: 'The file cannot be read. Another program may hold it: close it there and choose it again.',
    reading: 'Checking the file…', importing: 'Importing…', result: 'Result', errors: '{count} errors: nothing was imported', errors_hint: 'Correct the sheet, save it, and choose it again. One error, and no row is imported.', errors_title: 'Errors', row: 'Row', column: 'Column', what: 'What', kind: 'Change', whole_file: 'the whole file', warnings: '{count} warnings (it can be imported)', warnings_title: 'Warnings',
    would: '{rows} rows read; the import would change', changes: 'Changes', nothing: 'Nothing changes', nothing_hint: '{rows} rows read, and all is there already: no import is needed.', done: 'Imported', to_class: 'See the class', go: 'Import the {kind}', not_yet: 'Not imported yet.', all: 'Show all {count}',
    new: 'new', changed: 'changed', gone: 'gone', kept: 'kept', count_new: '{count} new', count_changed: '{count} changed', count_gone: '{count} gone', count_kept: '{count} kept', count_unchanged: '{count} unchanged', kept_hint: 'What was taught and who has checked in is kept as it is: a file cannot change it.',
  },
};

export default messages;
