#pragma once
/// The room's edge: turns what its files throw into an Error. For the files of this room only.

#include <exception>
#include <string>

#include "store/connection.h"

namespace xueshi::store {

/// `work` returns a Result. What it throws becomes an error that begins with `what`.
template <typename Work>
auto guarded(const std::string& what, Work&& work) -> decltype(work()) {
  try {
    return work();
  } catch (const SQLite::Exception& exception) {
    return tl::make_unexpected(database_error(what, exception));
  } catch (const Failure& failure) {
    return fail(what, failure.error);
  } catch (const std::exception& exception) {
    return fail(what, Error{ErrorCode::kInternal, exception.what(), nullptr});
  }
}

}  // namespace xueshi::store
