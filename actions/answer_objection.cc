#include "actions/answer_objection.h"

namespace xueshi::actions {

Attended answer_objection(const Actor& actor, store::Reader& reader, const Moment& moment, std::uint64_t objection,
                          const std::string& text) {
  if (!is_said(text, kMostAnswer)) return refuse(AttendanceFault::kNoAnswer);
  const auto line = reader.objection(objection);
  if (!line) return refuse(line.error());
  if (!*line) return refuse(AttendanceFault::kNoSuchObjection);
  if ((*line)->answer) return refuse(AttendanceFault::kAnswered);
  const Objection& about = (*line)->objection;
  AttendanceChange change;
  change.training_class = about.training_class;
  change.changed = 1;
  change.commit.facts.objection_answers.push_back({objection, moment.at.utc, actor.name, text});
  change.commit.facts.audit.push_back(
      audit_entry(moment, actor, AuditAction::kObjectionAnswer, "class:" + about.training_class.text,
                  audit_words({about.training_class, about.day, about.session}, {about.trainee})));
  return change;
}

}  // namespace xueshi::actions
