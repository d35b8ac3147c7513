#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/sealing.h"
#include "base/time.h"
#include "facts/planned.h"
#include "store/reader.h"
#include "training/overlaps.h"

namespace xueshi::actions {

/// An identity number in the clear; empty where there is none, or it cannot be opened.
std::string opened(const SealedId& id, const SecretKey& key);
/// One line in the log about numbers that cannot; none, no line.
void complain_of_lost_numbers(const ClassId& of, std::size_t lost);

/// A class with its numbers opened, for training/overlaps.h. Those that cannot be opened are logged.
training::Occupied occupied(TrainingClass of, std::vector<LessonHour> hours, const SecretKey& key);

/// All other classes that have an hour which reaches into `span`, with those hours. `key`: null where only rooms are
/// asked about; no number is opened then.
Result<std::vector<training::Occupied>> other_classes(store::Reader& reader, const ClassId& but, UtcSpan span,
                                                      const SecretKey* key);

/// From the first to the last of the hours that take place; empty where there are none.
UtcSpan reach_of(const std::vector<LessonHour>& hours);

}  // namespace xueshi::actions
