#pragma once

#include "store/connection.h"
#include "store/reader.h"

namespace xueshi::store {

/// Recomputes the chain: every head from its entries, every fact's digest from its row (of a fact that was replaced,
/// the last one), every fact in its table from the chain, every personal value from its salt. Throws SQLite::Exception.
ChainReport verify_chain(Connection& connection);

}  // namespace xueshi::store
