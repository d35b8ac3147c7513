#pragma once

#include "base/hash.h"
#include "config/rules.h"
#include "supervision/conclude.h"

namespace xueshi::supervision {

/// SHA-256 of everything the rules read, in one canonical encoding: big-endian integers, every list sorted, every text
/// with its length. Facts that cannot bear on the hour (other sessions, observations too old, later clock marks) are
/// left out first, so what else was loaded does not matter. Names, and who entered attendance and why, are not read by
/// the rules and not in it (I20). `now` is in it only while the hour runs.
Sha256Digest input_digest(const HourInputs& inputs, const config::RulePack& rules);

/// The inputs without what cannot bear on the hour, every list in its canonical order.
HourInputs relevant(HourInputs inputs, const config::RulePack& rules);

}  // namespace xueshi::supervision
