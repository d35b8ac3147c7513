#include "web/playback_routes.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/web/stand_ins.h"

using namespace xueshi;
using namespace xueshi::web;
using namespace xueshi::test;

namespace {

const std::string kFront = "/api/v1/cameras/front/";

Response get(WholeBox& box, Role role, const std::string& what, const std::string& query = "") {
  return answered(box.routes, box.ask(role, "GET", kFront + what, query));
}

}  // namespace

TEST_CASE("what goes wrong with a recording is told without a path, and in two languages") {
  WholeBox box;
  box.recordings.next = ErrorCode::kIo;
  const Response response = get(box, Role::kAuditor, "playlist.m3u8", kHour);
  CHECK(response.status == 500);
  CHECK(response.body.find("secret") == std::string::npos);
  const auto document = boost::json::parse(response.body).as_object();
  CHECK(document.at("detail").as_string() == "录像读取出错");
  CHECK(document.at("detail_en").as_string() == "the recording cannot be read");
}

TEST_CASE("a closed file may be kept for ever, a clip has a name that says where and when") {
  WholeBox box;
  const Response file = get(box, Role::kAuditor, "segments/3.mp4");
  CHECK(header_of(file, "ETag") == "\"a1\"");
  CHECK(header_of(file, "Cache-Control") == "private, max-age=31536000, immutable");
  const Response clip = get(box, Role::kAuditor, "export.mp4", kHour);
  CHECK(header_of(clip, "Content-Disposition") == "attachment; filename=\"front-20240513-080000.mp4\"");
  CHECK(header_of(clip, "Xueshi-Continues-At") == "2024-05-13T08:30:00.250+08:00");
  REQUIRE(clip.file);
  CHECK(clip.file->bytes == 26);
  Request head = box.ask(Role::kAuditor, "HEAD", kFront + "export.mp4", kHour);
  box.recordings.next = ErrorCode::kBusy;  // no clip is made for it
  CHECK(answered(box.routes, head).status == 200);
}

TEST_CASE("I16: one entry for a play session: the playlist, again the playlist, its files and their parts") {
  WholeBox box;
  for (int i = 0; i < 3; ++i) {
    CHECK(get(box, Role::kAuditor, "playlist.m3u8", kHour).status == 200);
    for (const char* file : {"segments/3.mp4", "segments/4.mp4"}) CHECK(get(box, Role::kAuditor, file).status == 200);
    box.clock.advance(Millis{9 * 60'000});
  }
  CHECK(
      box.audit.lines() ==
      std::vector<std::string>{"view_recording camera:front 2024-05-13T08:00:00+08:00/2024-05-13T09:00:00+08:00 done"});
  CHECK(box.audit.notes[0].actor == Actor{Actor::Kind::kUser, "auditor", Role::kAuditor, "192.0.2.1"});
  box.clock.advance(Millis{11 * 60'000});
  get(box, Role::kAuditor, "playlist.m3u8", kHour);
  CHECK(box.audit.notes.size() == 2);
  get(box, Role::kInspector, "playlist.m3u8", kHour);
  CHECK(box.audit.notes.size() == 3);
}

TEST_CASE("I16: a file that no playlist named has an entry of its own, once for all its parts") {
  WholeBox box;
  get(box, Role::kAuditor, "playlist.m3u8", kHour);
  for (int i = 0; i < 3; ++i) CHECK(get(box, Role::kAuditor, "segments/9.mp4").status == 200);
  CHECK(box.audit.lines().size() == 2);
  CHECK(box.audit.lines().back() == "view_recording camera:front file 9 done");
}

TEST_CASE("I16: live pictures are one entry for as long as they are watched; a sub stream's numbers are no files'") {
  WholeBox box;
  CHECK(get(box, Role::kTeacher, "sub/live.m3u8").status == 200);
  CHECK(get(box, Role::kInstaller, "live.m3u8").status == 200);
  for (int i = 0; i < 5; ++i) {
    box.clock.advance(Millis{2'000});
    CHECK(get(box, Role::kInstaller, "live.m3u8").status == 200);
    CHECK(get(box, Role::kInstaller, "segments/3.mp4").status == 200);
    CHECK(get(box, Role::kTeacher, "sub/live.m3u8").status == 200);
  }
  CHECK(box.audit.lines() ==
        std::vector<std::string>{"view_live camera:front live, sub stream done", "view_live camera:front live done"});
  get(box, Role::kTeacher, "segments/3.mp4");
  CHECK(box.audit.lines().back() == "view_live camera:front file 3 done");
}

TEST_CASE("who may watch live but no recordings gets the files that live pictures are in, and no older ones") {
  WholeBox box;
  for (const Role role : {Role::kTeacher, Role::kInstaller}) {
    CHECK(get(box, role, "segments/3.mp4").status == 200);
    const Response older = get(box, role, "segments/2.mp4");
    CHECK(older.status == 403);
    CHECK_FALSE(older.file);
  }
  CHECK(get(box, Role::kAuditor, "segments/2.mp4").status == 200);
}

TEST_CASE("I16: while the audit log cannot be written nothing is shown and nothing is given away") {
  WholeBox box;
  box.audit.failing = true;
  for (const auto& [what, query] :
       {std::pair{"playlist.m3u8", kHour}, std::pair{"live.m3u8", ""}, std::pair{"sub/live.m3u8", ""},
        std::pair{"segments/3.mp4", ""}, std::pair{"export.mp4", kHour}}) {
    CAPTURE(what);
    const Response response = get(box, Role::kAdministrator, what, query);
    CHECK(response.status == 503);
    CHECK_FALSE(response.file);
    CHECK(response.body.find("EXTM3U") == std::string::npos);
    CHECK(response.body.find("secret") == std::string::npos);
  }
}

TEST_CASE(
    "I16: what was not there was not seen; a clip that was made is written down, the question for its size is not") {
  WholeBox box;
  box.recordings.next = ErrorCode::kNotFound;
  get(box, Role::kAuditor, "playlist.m3u8", kHour);
  get(box, Role::kAdministrator, "live.m3u8");
  get(box, Role::kAuditor, "export.mp4", kHour);
  CHECK(box.audit.notes.empty());
  box.recordings.next.reset();
  answered(box.routes, box.ask(Role::kAuditor, "HEAD", kFront + "export.mp4", kHour));
  CHECK(box.audit.notes.empty());
  get(box, Role::kAuditor, "export.mp4", kHour);
  CHECK(box.audit.lines() ==
        std::vector<std::string>{"export camera:front 2024-05-13T08:00:00+08:00/2024-05-13T09:00:00+08:00 done"});
}

TEST_CASE("a sub stream that starts is asked for again in a second; nothing of it is kept by whoever asks") {
  WholeBox box;
  CHECK(header_of(get(box, Role::kTeacher, "sub/segments/3.mp4"), "Cache-Control") == "no-store");
  CHECK(header_of(get(box, Role::kTeacher, "sub/segments/3.mp4"), "ETag").empty());
  for (const char* number : {"0", "x", "3x", "99999999999999999999"}) {
    CHECK(get(box, Role::kTeacher, "sub/segments/" + std::string(number) + ".mp4").status == 404);
  }
  for (const auto& [code, status, retry] :
       {std::tuple{ErrorCode::kBusy, 503, "1"}, std::tuple{ErrorCode::kUnreachable, 503, "5"},
        std::tuple{ErrorCode::kNoSpace, 503, "10"}, std::tuple{ErrorCode::kNotFound, 404, ""}}) {
    box.recordings.next = code;
    const Response response = get(box, Role::kTeacher, "sub/live.m3u8");
    CHECK(response.status == status);
    CHECK(header_of(response, "Retry-After") == retry);
    CHECK(response.body.find("sub stream") != std::string::npos);
  }
}

TEST_CASE("the list of cameras says what a page has to know to choose a stream") {
  WholeBox box;
  const Response response = answered(box.routes, box.ask(Role::kTeacher, "GET", "/api/v1/cameras"));
  const auto cameras = boost::json::parse(response.body).as_object().at("cameras").as_array();
  REQUIRE(cameras.size() == 2);
  CHECK(cameras[0].at("codec").as_string() == "h265");
  CHECK(cameras[0].at("sub").as_bool());
  CHECK(cameras[1].at("codec").is_null());
  CHECK_FALSE(cameras[1].at("sub").as_bool());
}
