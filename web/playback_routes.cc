#include "web/playback_routes.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <charconv>

#include "base/log.h"
#include "web/file_answer.h"
#include "web/json.h"
#include "web/query.h"
#include "web/recordings_page.h"

namespace xueshi::web {
namespace {

namespace json = boost::json;

constexpr std::string_view kPlaylistType = "application/vnd.apple.mpegurl";

Response ok(std::string playlist) {
  Response response;
  response.content_type = kPlaylistType;
  response.body = std::move(playlist);
  return response;
}

/// An error in words that name no file.
Response answer_for(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound:
      return problem(404, "没有这台摄像机，或没有这段录像", "there is no such camera, or nothing was recorded there");
    case ErrorCode::kBadInput: return problem(400, "所求的时间段过长", "the stretch is too long");
    case ErrorCode::kNoSpace:
      return problem(507, "剩余空间不足，无法导出这段录像", "there is too little space left to export this stretch");
    case ErrorCode::kUnreachable: return busy("摄像机现在没有在录像", "the camera is not being recorded now", 5);
    case ErrorCode::kBusy:
    case ErrorCode::kClosed: return busy("设备正忙，请稍后再试", "the box is busy; try again", 10);
    default:
      log_warn("web", "a recording cannot be shown: {}", error.chain());
      return problem(500, "录像读取出错", "the recording cannot be read");
  }
}

/// The same for a sub stream.
Response sub_answer_for(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound:
      return problem(404, "没有这路子码流，或这段画面已不再保留",
                     "no sub stream is set up for this camera, or what was asked for is not kept any more");
    case ErrorCode::kBusy: return busy("子码流正在启动", "the sub stream is starting", 1);
    case ErrorCode::kUnreachable:
      return busy("摄像机现在没有送来子码流", "the camera does not send its sub stream now", 5);
    case ErrorCode::kNoSpace:
      return busy("同时观看的子码流过多，请稍后再试", "too many sub streams are watched at once; try again", 10);
    default: return answer_for(error);
  }
}

/// The camera that the path names; nothing where it can be no camera's name.
std::optional<CameraId> camera_in(const Request& request) {
  const auto value = request.path_values.find("camera");
  if (value == request.path_values.end() || !is_plain_id(value->second)) return std::nullopt;
  return CameraId(value->second);
}

struct Asked {
  UtcSpan span;
  std::optional<UtcMillis> cursor;
};

/// `from`, `to` and, where `pages`, `cursor`; or what is wrong with them.
tl::expected<Asked, Response> asked_in(const Request& request, Millis longest, bool pages) {
  const auto refuse = [](std::string_view chinese, std::string_view english) {
    return tl::make_unexpected(problem(400, chinese, english));
  };
  const auto values = parse_query(request.query);
  if (!values) return refuse("查询串格式有误", "the query is malformed");
  Asked asked;
  std::optional<UtcMillis> from, to;
  for (const auto& [key, value] : *values) {
    if (key == "from") {
      from = parse_rfc3339(value);
    } else if (key == "to") {
      to = parse_rfc3339(value);
    } else if (pages && key == "cursor") {
      asked.cursor = cursor_from(value);
      if (!asked.cursor)
        return refuse("cursor 应为上一页给出的 next", "expected cursor to be the next of the page before");
    } else {
      return refuse("查询串中有未知的参数", "the query has a parameter that is not known");
    }
  }
  if (!from || !to) {
    return refuse("from 和 to 应为带时区的 RFC 3339 时间，如 2024-05-13T08:00:00+08:00",
                  "expected from and to as RFC 3339 with offset, such as 2024-05-13T08:00:00+08:00");
  }
  asked.span = {*from, *to};
  if (asked.span.empty()) return refuse("to 应晚于 from", "expected to to be after from");
  if (asked.span.length() > longest) {
    const auto hours = std::chrono::duration_cast<std::chrono::hours>(longest).count();
    return refuse(fmt::format("时间段最长 {} 小时", hours), fmt::format("expected at most {} hours", hours));
  }
  if (asked.cursor && !asked.span.contains(*asked.cursor)) {
    return refuse("cursor 不在 from 和 to 之间", "expected cursor between from and to");
  }
  return asked;
}

Response cameras(PlaybackSource& source) {
  const auto rows = source.cameras();
  if (!rows) return answer_for(rows.error());
  json::array list;
  for (const CameraRow& row : *rows) {
    json::object camera{
        {"id", row.id.text}, {"state", row.state}, {"codec", nullptr}, {"sub", row.sub}, {"recorded", nullptr}};
    if (row.codec) camera["codec"] = std::string(kVideoCodecs.name(*row.codec));
    if (row.recorded) {
      camera["recorded"] = {{"from", to_rfc3339(row.recorded->from, true)}, {"to", to_rfc3339(row.recorded->to, true)}};
    }
    list.push_back(std::move(camera));
  }
  return json_answer(json::object{{"cameras", std::move(list)}});
}

Response recordings(PlaybackSource& source, const CameraId& camera, const Asked& asked) {
  RecordingsPage page;
  page.from = asked.cursor.value_or(asked.span.from);
  page.first = !asked.cursor;
  page.to = asked.span.to;
  const auto recorded = source.recorded(camera, page.span());
  if (!recorded) return answer_for(recorded.error());
  return json_text_answer(recordings_json(camera, page, *recorded));
}

Response playlist_answer(const Result<std::string>& text) { return text ? ok(*text) : answer_for(text.error()); }

/// The file that the path names; 0 where it can be none.
std::uint64_t sequence_in(const Request& request) {
  return whole_number<std::uint64_t>(request.path_values.find("sequence")->second).value_or(0);
}

Response segment(PlaybackSource& source, Views& views, const Request& request, const CameraId& camera) {
  const std::uint64_t sequence = sequence_in(request);
  if (sequence == 0) return answer_for({ErrorCode::kNotFound, "no file's number", nullptr});
  // Live pictures are in the newest files: who may watch them may have these, and no older ones.
  const bool recordings = has_right(request.who->role, Right::kWatchRecordings);
  if (!recordings && !source.is_live({camera, sequence})) {
    return problem(403, "no_right", "您的账号没有回放录像的权限", "your account has no right to play recordings back");
  }
  // Mostly it belongs to a playlist that was asked for before; who takes files by themselves is written down as well.
  if (views.is_new(*request.who, {camera, sequence})) {
    const auto action = recordings ? AuditAction::kViewRecording : AuditAction::kViewLive;
    const std::string what = "file " + std::to_string(sequence);
    if (auto refusal = views.write(*request.who, action, camera, what, "segments/" + std::to_string(sequence)))
      return *refusal;
  }
  auto file = source.file({camera, sequence});
  if (!file) return answer_for(file.error());
  const std::string etag = file->etag.empty() ? "" : '"' + file->etag + '"';
  Response response = file_answer(request, std::move(file->file), file->bytes, "video/mp4", etag);
  // A closed file never changes. One that is written keeps what it has, but the answer to the same range may grow.
  if (!etag.empty() && response.file) {
    response.headers.emplace_back("Cache-Control", "private, max-age=31536000, immutable");
  }
  return response;
}

/// Nothing of it may be kept: its numbers begin anew when the box does.
Response sub_segment(PlaybackSource& source, const Request& request, const CameraId& camera) {
  auto file = source.sub_file(camera, sequence_in(request));
  if (!file) return sub_answer_for(file.error());
  Response response = file_answer(request, std::move(file->file), file->bytes, "video/mp4");
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

/// "front-20240513-080000.mp4": where and when, in the box's local time.
std::string clip_name(const CameraId& camera, UtcMillis start) {
  std::string time = to_rfc3339(start);
  time.resize(std::string_view("2024-05-13T08:00:00").size());
  std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
  std::replace(time.begin(), time.end(), 'T', '-');
  return camera.text + "-" + time + ".mp4";
}

Response clip(PlaybackSource& source, const CameraId& camera, UtcSpan span, bool head, const GivenUp& given_up) {
  Response response;
  UtcMillis start = span.from;
  if (!head) {
    auto made = source.clip(camera, span, given_up);
    if (!made) return answer_for(made.error());
    start = made->start;
    if (made->format_changes_at) {
      response.headers.emplace_back("Xueshi-Continues-At", to_rfc3339(*made->format_changes_at, true));
    }
    response.file = FileBody{std::move(made->file), 0, made->bytes};
  }
  response.content_type = "video/mp4";
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + clip_name(camera, start) + "\"");
  return response;
}

/// "2024-05-13T08:00:00+08:00/2024-05-13T08:45:00+08:00" (an interval of ISO 8601), with milliseconds where there are
/// any.
std::string text_of(UtcSpan span) {
  const auto text = [](UtcMillis at) { return to_rfc3339(at, count_ms(at) % 1000 != 0); };
  return text(span.from) + "/" + text(span.to);
}

/// A live playlist: answered at once, but for the first time, which is written down before.
Response live_answer(Views& views, const Request& request, const CameraId& camera, bool sub, Response answer) {
  // Nothing is seen of what is not there, or still starts.
  if (answer.status != 200) return answer;
  const std::string what = sub ? "live, sub stream" : "live";
  // The files of a sub stream are no recordings: their numbers are others.
  const std::string names = sub ? "" : answer.body;
  if (!views.is_new(*request.who, camera, what, names)) return answer;
  return slowly([&views, who = *request.who, camera, what, names, answer = std::move(answer)](const GivenUp&) {
    auto refusal = views.write(who, AuditAction::kViewLive, camera, what, names);
    return refusal ? *refusal : answer;
  });
}

/// The files that a playlist names: "segments/12.mp4".
Sequences sequences_in(std::string_view playlist) {
  constexpr std::string_view kBefore = "segments/";
  Sequences named{UINT64_MAX, 0};
  for (auto at = playlist.find(kBefore); at != std::string_view::npos; at = playlist.find(kBefore, at + 1)) {
    std::uint64_t sequence = 0;
    std::from_chars(playlist.data() + at + kBefore.size(), playlist.data() + playlist.size(), sequence);
    named.first = std::min(named.first, sequence);
    named.last = std::max(named.last, sequence);
  }
  return named;
}

using CameraAnswer = std::function<Response(const Request&, const CameraId&)>;

Handler of_camera(CameraAnswer answer) {
  return [answer = std::move(answer)](const Request& request) {
    const auto camera = camera_in(request);
    return camera ? answer(request, *camera) : answer_for({ErrorCode::kNotFound, "no camera's name", nullptr});
  };
}

}  // namespace

bool Views::is_new(const SignedIn& who, const CameraId& camera, const std::string& what, const std::string& playlist) {
  const BootMillis now = clock_.boot();
  if (sessions_.is_new(who.session, camera.text, what, now)) return true;
  sessions_.begun(who.session, camera.text, what, sequences_in(playlist), now);
  return false;
}

bool Views::is_new(const SignedIn& who, const SegmentId& file) {
  return !sessions_.covers(who.session, file.camera.text, file.sequence, clock_.boot());
}

std::optional<Response> Views::write(const SignedIn& who, AuditAction action, const CameraId& camera,
                                     const std::string& what, const std::string& playlist) {
  const auto written = audit_.write({who.actor(), action, "camera:" + camera.text, what});
  if (!written) {
    log_warn("web", "a view cannot be written down, and so nothing is shown: {}", written.error().chain());
    return busy("设备暂时无法写入日志，因此不能显示录像",
                "the audit log cannot be written now, and so no recording is shown", 10);
  }
  sessions_.begun(who.session, camera.text, what, sequences_in(playlist), clock_.boot());
  return std::nullopt;
}

void add_playback_routes(Router& router, PlaybackSource& source, Views& views) {
  const auto add = [&router](std::string_view what, Access access, CameraAnswer answer) {
    router.add("GET", "/api/v1/cameras/{camera}/" + std::string(what), access, of_camera(std::move(answer)));
  };
  router.add("GET", "/api/v1/cameras", Access::signed_in(),
             [&source](const Request&) { return slowly([&source](const GivenUp&) { return cameras(source); }); });
  add("recordings", Access::to(Right::kSeeHours), [&source](const Request& request, const CameraId& camera) {
    const auto asked = asked_in(request, Millis::max(), true);
    if (!asked) return asked.error();
    return slowly([&source, camera, asked = *asked](const GivenUp&) { return recordings(source, camera, asked); });
  });
  add("playlist.m3u8", Access::to(Right::kWatchRecordings), [&](const Request& request, const CameraId& camera) {
    const auto asked = asked_in(request, kMostPlaylist, false);
    if (!asked) return asked.error();
    return slowly([&, who = *request.who, camera, span = asked->span](const GivenUp&) {
      const auto playlist = source.playlist(camera, span);
      if (playlist && views.is_new(who, camera, text_of(span), *playlist)) {
        auto refusal = views.write(who, AuditAction::kViewRecording, camera, text_of(span), *playlist);
        if (refusal) return *refusal;
      }
      return playlist_answer(playlist);
    });
  });
  add("live.m3u8", Access::to(Right::kWatchLive), [&](const Request& request, const CameraId& camera) {
    return live_answer(views, request, camera, false, playlist_answer(source.live(camera)));
  });
  add("segments/{sequence}.mp4", Access::to_either(Right::kWatchRecordings, Right::kWatchLive),
      [&](const Request& request, const CameraId& camera) {
        return slowly([&, request, camera](const GivenUp&) { return segment(source, views, request, camera); });
      });
  add("sub/live.m3u8", Access::to(Right::kWatchLive), [&](const Request& request, const CameraId& camera) {
    const auto text = source.sub_live(camera);
    return live_answer(views, request, camera, true, text ? ok(*text) : sub_answer_for(text.error()));
  });
  // Its files are in memory and named by a playlist alone, which was written down.
  add("sub/segments/{sequence}.mp4", Access::to(Right::kWatchLive),
      [&](const Request& request, const CameraId& camera) { return sub_segment(source, request, camera); });
  add("export.mp4", Access::to(Right::kExportRecordings), [&](const Request& request, const CameraId& camera) {
    const auto asked = asked_in(request, kMostClip, false);
    if (!asked) return asked.error();
    const bool head = request.method == "HEAD";
    return slowly([&, who = *request.who, camera, span = asked->span, head](const GivenUp& given_up) {
      Response answer = clip(source, camera, span, head, given_up);
      if (answer.status != 200 || head) return answer;
      auto refusal = views.write(who, AuditAction::kExport, camera, text_of(span), "");
      return refusal ? *refusal : answer;
    });
  });
}

}  // namespace xueshi::web
