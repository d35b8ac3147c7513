#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "facts/account.h"
#include "web/http.h"

namespace xueshi::web {

/// Who may ask for something.
struct Access {
  enum class Kind : std::uint8_t {
    kAnyone,       ///< holds nothing that anybody may not know
    kThisMachine,  ///< programs on the box itself, without an account
    kLink,         ///< the same, and whoever shows a key that fits: the gate lets all through, the handler looks
    kOwnSession,   ///< everybody with an account, about himself; also before a first change of the password
    kSignedIn,     ///< everybody with an account
    kRight,        ///< who has `right`
  } kind = Kind::kRight;
  Right right = Right::kManageAccounts;
  Right or_right = right;  ///< or this one; the handler then looks closer

  static constexpr Access anyone() { return {Kind::kAnyone}; }
  static constexpr Access this_machine() { return {Kind::kThisMachine}; }
  static constexpr Access link() { return {Kind::kLink}; }
  static constexpr Access own_session() { return {Kind::kOwnSession}; }
  static constexpr Access signed_in() { return {Kind::kSignedIn}; }
  static constexpr Access to(Right right) { return {Kind::kRight, right}; }
  static constexpr Access to_either(Right right, Right other) { return {Kind::kRight, right, other}; }
  /// Whether an account of that role has it; for the kinds that ask for an account.
  [[nodiscard]] constexpr bool lets(Role role) const {
    return kind != Kind::kRight || has_right(role, right) || has_right(role, or_right);
  }
  friend bool operator==(const Access&, const Access&) = default;
};

/// Looks at a request before its handler does: says who asks (Request::who), or answers in its place. On the io thread.
using Guard = std::function<std::optional<Response>(Request& request, const Access& access)>;

/// One path and method, as it was added.
struct Route {
  std::string path;
  std::string method;
  Access access;
};

/// Which handler answers which path and method. A path that is not known gets 404, a method that is not known for its
/// path 405 with `Allow`; HEAD is answered by GET's handler (the server leaves the body out). Filled before the server
/// starts, then only read. Paths and methods are no secret, so these come first; then `guard` decides.
class Router {
 public:
  /// Without a guard only what is for anyone is answered, all else gets 401.
  explicit Router(Guard guard = nullptr) : guard_(std::move(guard)) {}

  /// `path` is exact, "/healthz", or has values in it, "/cameras/{camera}/segments/{sequence}.mp4": at most one for
  /// each part between slashes, with fixed text before and after it. A value is never empty and holds no slash; the
  /// handler finds it in Request::path_values. An exact path goes before one with values.
  void add(std::string_view method, std::string_view path, Access access, Handler handler);
  /// The same for a request whose body may be a file (HttpSettings::most_upload).
  void add_upload(std::string_view method, std::string_view path, Access access, Handler handler);
  /// For GET and HEAD of a path that nothing was added for, in place of 404.
  void set_fallback(Access access, Handler handler) { fallback_ = Entry{access, std::move(handler)}; }
  [[nodiscard]] Response handle(Request request) const;
  /// For a request without its body: who is not let in is refused before it is read.
  [[nodiscard]] UploadTerms upload_terms(Request head) const;

  /// All of them, HEAD not listed: what docs/openapi.yaml must describe.
  [[nodiscard]] std::vector<Route> routes() const;

 private:
  struct Entry {
    Access access;
    Handler handler;
    bool upload = false;
  };
  using Methods = std::map<std::string, Entry, std::less<>>;
  /// The methods of the path, and its values into the request; null: no such path.
  const Methods* find(Request& request) const;
  std::optional<Response> refusal(const Entry& entry, Request& request) const;
  Response ask(const Methods& methods, Request& request) const;
  Response ask(const Entry& entry, Request& request) const;

  Guard guard_;
  std::map<std::string, Methods, std::less<>> paths_;
  std::optional<Entry> fallback_;
};

/// The values of `path` where it has the form of `pattern`; nothing where it has not.
std::optional<std::map<std::string, std::string, std::less<>>> match_path(std::string_view pattern,
                                                                          std::string_view path);

}  // namespace xueshi::web
