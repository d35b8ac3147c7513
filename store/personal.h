#pragma once
/// Personal values (names, reasons that staff typed): facts and the chain hold SHA-256(salt ‖ value), value and salt
/// lie in a table of their own and go together (I20). Throw SQLite::Exception.

#include <string>

#include "base/bytes.h"
#include "base/random.h"
#include "store/connection.h"

namespace xueshi::store {

/// The digest that stands for `value`: `previous` when it already stands for this value, else of a fresh salt. Empty
/// for an empty value.
Bytes keep_personal(Connection& connection, Random& random, const std::string& value, ByteView previous);

/// The value; empty when there is none or it was destroyed.
std::string personal_value(Connection& connection, ByteView digest);

/// Destroys value and salt.
void drop_personal(Connection& connection, ByteView digest);

}  // namespace xueshi::store
