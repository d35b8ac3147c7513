#pragma once

#include <string_view>

namespace xueshi::training {

/// How a text stands as a unified social credit code, GB 32100-2015. A wrong check character warns, it does not block.
enum class CreditCodeState { kGood, kWrongCheck, kNoCode };
CreditCodeState look_at_credit_code(std::string_view text);

}  // namespace xueshi::training
