#include "web/access.h"

namespace xueshi::web {

Handler for_this_machine(Handler handler) {
  return [handler = std::move(handler)](const Request& request) {
    if (!request.from_this_machine) {
      return problem(403, "录像只供本机程序访问", "recordings are shown to programs on this machine only");
    }
    return handler(request);
  };
}

}  // namespace xueshi::web
