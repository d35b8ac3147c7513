import type zh from '../zh-CN/check_ins';

const messages: typeof zh = {
  check_ins: {
    class: 'Class', choose: 'Choose a class', choose_words: 'Choose a class. Each look is logged.', no_sessions: 'No lessons on this day.', nobody: 'The roster is empty.', nothing_odd: 'Nothing is odd.', only_odd: 'Odd ones only', again: 'Refresh', print: 'Print', printed: 'printed at {at}',
    session: 'Session {number}, {from}–{to}', present: '{present} of {enrolled} came', by_phone: '{count} by phone', by_staff: '{count} entered by staff', corrected: '{count} corrected', on_leave: '{count} on leave', missing: '{count} missing', refused: '{count} refused attempts', opened: 'code shown from {at}', never_opened: 'no code was shown', odd: 'Odd',
    hours: 'Present in hour', remarks: 'Remarks', there: 'present in hour {number}', not_there: 'not present in hour {number}', not_yet: 'hour {number} has not begun', between: ', ', voided: 'corrected: was not there', on_leave_mark: 'on leave', not_in: 'not checked in', left_early: 'left early', objection: 'objection', photo: 'Photo', photo_of: 'Photo of no. {number}, {name}', photo_bad: 'The browser cannot show this photo (HEIC, perhaps).', photo_save: 'Download it', attempts: 'refused {count}×', more_events: '{count} older ones are not listed.', because: '{by}: {reason}',
    events: 'All attempts and entries', at: 'Time', what: 'What', result: 'Result', from_where: 'Phone and address', phone_of: 'phone {device}', distance: '{m} m from the room', stands: 'now {in} to {out}', stands_absent: 'now: was not there',
  },
  entry: {
    open: 'Enter', title: 'Enter attendance, session {number}', hint: 'Only for trainees who were there and could not check in by phone. Entries are counted apart, and the county sees who entered them and why.', what: 'Enter', what_in: 'check-in', what_out: 'missing check-out only', who: 'Trainees', came: 'in at {at}', chosen: '{chosen} of {all} chosen', pick_all: 'all', pick_none: 'none', with_out: 'enter the check-out, too', nobody: 'There is nobody to be entered.',
    reason: 'Reason', save: 'Enter {count}', choose_some: 'Choose trainees.', bad_time: 'Enter the time.', bad_order: 'The check-out must be later than the check-in.', needs_reason: 'Choose or write a reason.', done: '{count} entered.', rejudged: ' {count} hours were judged anew.',
  },
  reason: {no_phone: 'no phone', no_power: 'phone out of power', cannot: 'cannot use it', ill: 'ill', private: 'private matters', seen: 'seen in the recording', objection: 'the objection is right', school: 'explained by the school in writing, checked', other: 'other', words: 'Write down the reason'},
  leave: {
    list: 'Leave', enter: 'Enter leave', who: 'Trainees on leave', from: 'From', to: 'To', bad_order: 'The end must be later than the beginning.', none: 'No leave.', done: 'Leave of {count} entered.', withdraw: 'Withdraw', withdraw_title: 'Withdraw the leave of {name}', withdraw_reason: 'Reason for withdrawing', withdrawn: 'withdrawn', withdrawn_because: 'Withdrawn by {by}: {reason}', withdrawn_done: 'Withdrawn; the hours in it are judged anew.',
  },
  correction: {
    open: 'Correct', title: 'Correct no. {number}, {name}', hint: 'The check-in as it was is not removed; the correction, its reason and your account stay in the record for all to see.', there: 'was there', absent: 'was not there', out: 'Out (may be empty)', reason: 'Reason for the correction', save: 'Correct', done: 'Corrected.',
  },
  objections: {
    hint: 'Trainees see their own record on their phones and can object to it; an inspector answers, and the answer shows on the phone.', only_open: 'open ones only', none_open: 'No objection waits for an answer.', none: 'No objections.', open: 'open', answered: 'answered', session: 'session {number}', said: 'said at {at}', answered_by: 'answered by {by} at {at}',
    answer: 'Answer', send: 'Answer', correct_first: 'If the check-in must be corrected, do so in the check-ins first, then answer.', needs_answer: 'Write an answer.', answered_done: 'Answered.', waits: 'Waits for an inspector.',
  },
};

export default messages;
