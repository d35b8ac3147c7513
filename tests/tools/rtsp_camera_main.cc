/// rtsp_camera: an RTSP camera for the demo and the tests. It serves H.264 and H.265 clips, looping without end, over
/// TCP on loopback, and can be told to misbehave as cameras do.

#include <glib-unix.h>
#include <gst/app/gstappsrc.h>
#include <gst/rtsp-server/rtsp-server.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tests/tools/annexb_clip.h"

namespace {

using xueshi::VideoCodec;
using xueshi::test::AccessUnit;
using xueshi::test::AnnexBClip;

struct Faults {
  double stall_after = 0;  ///< seconds after a client came; 0: never
  double stall_for = 0;
  bool lose = false;  ///< what a stall holds up never comes (else it comes in one burst)
  double jump_after = 0;
  double jump_by = 0;
  bool no_keyframe = false;
};

struct Mount {
  std::string path;
  std::string file;  ///< "mjpeg" and "audio" are not files
  double fps = 25;
  std::shared_ptr<const AnnexBClip> clip;
};

/// What was sent and when, one line a frame: "sent PATH RUN NUMBER BYTES MICROSECONDS" (CLOCK_MONOTONIC), and "gone
/// PATH RUN" once the last client of a run has left. A run begins with the first client; its frames count from 0.
struct SentLog {
  std::FILE* file = nullptr;
  int runs = 0;
};
SentLog sent_log;

/// Pushes one mount's clip for as long as its media lives. `next` counts frames, over all loops.
struct Feeder {
  std::string path;
  int run = 0;
  std::shared_ptr<const AnnexBClip> clip;
  GstAppSrc* source = nullptr;
  double fps = 25;
  gint64 started_us = 0;
  guint64 next = 0;
  bool over = false;

  ~Feeder() { gst_object_unref(source); }
};

struct Camera {
  Faults faults;
  std::vector<Mount> mounts;
  std::mutex mutex;  // guards feeders: media come up on the server's threads, the timer runs on the main one
  std::vector<std::shared_ptr<Feeder>> feeders;
};

GstBuffer* wrap(const std::shared_ptr<const AnnexBClip>& clip, std::size_t offset, std::size_t size) {
  auto* keep = new std::shared_ptr<const AnnexBClip>(clip);
  void* data = const_cast<std::uint8_t*>(clip->bytes() + offset);
  return gst_buffer_new_wrapped_full(GST_MEMORY_FLAG_READONLY, data, size, 0, size, keep, [](gpointer kept) {
    delete static_cast<std::shared_ptr<const AnnexBClip>*>(kept);
  });
}

void feed(Feeder& feeder, const Faults& faults) {
  const double elapsed = static_cast<double>(g_get_monotonic_time() - feeder.started_us) / 1e6;
  const bool stalls = faults.stall_after > 0 && faults.stall_for > 0;
  const double stall_ends = faults.stall_after + faults.stall_for;
  if (stalls && elapsed >= faults.stall_after && elapsed < stall_ends) return;
  const auto& units = feeder.clip->units();
  for (; static_cast<double>(feeder.next) / feeder.fps <= elapsed; ++feeder.next) {
    const double at = static_cast<double>(feeder.next) / feeder.fps;
    if (stalls && faults.lose && at >= faults.stall_after && at < stall_ends) continue;
    const AccessUnit& unit = units[feeder.next % units.size()];
    const bool only_headers = faults.no_keyframe && unit.key;
    GstBuffer* buffer = wrap(feeder.clip, unit.offset, only_headers ? unit.headers : unit.size);
    const double shown = (static_cast<double>(feeder.next) + unit.reorder) / feeder.fps;
    GST_BUFFER_PTS(buffer) = static_cast<GstClockTime>(shown * GST_SECOND);
    GST_BUFFER_DURATION(buffer) = static_cast<GstClockTime>(GST_SECOND / feeder.fps);
    if (gst_app_src_push_buffer(feeder.source, buffer) != GST_FLOW_OK) {
      feeder.over = true;
      return;
    }
    if (sent_log.file != nullptr) {
      std::fprintf(sent_log.file, "sent %s %d %llu %zu %lld\n", feeder.path.c_str(), feeder.run,
                   static_cast<unsigned long long>(feeder.next), unit.size,
                   static_cast<long long>(g_get_monotonic_time()));
    }
  }
}

gboolean feed_all(gpointer data) {
  auto& camera = *static_cast<Camera*>(data);
  std::vector<std::shared_ptr<Feeder>> feeders;
  {
    const std::scoped_lock lock(camera.mutex);
    std::erase_if(camera.feeders, [](const auto& feeder) { return feeder->over; });
    feeders = camera.feeders;
  }
  for (const auto& feeder : feeders) feed(*feeder, camera.faults);
  if (sent_log.file != nullptr) std::fflush(sent_log.file);
  return G_SOURCE_CONTINUE;
}

/// libav's RTCP reports carry an SDES chunk for the server's own SSRC; rtpbin takes that for a collision and changes
/// its SSRC in mid-stream, which no camera does. Such reports are dropped (RFC 3550 §6.5, packet type 202).
GstPadProbeReturn drop_foreign_sdes(GstPad*, GstPadProbeInfo* info, gpointer) {
  GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  GstMapInfo map;
  if (buffer == nullptr || !gst_buffer_map(buffer, &map, GST_MAP_READ)) return GST_PAD_PROBE_OK;
  bool has_sdes = false;
  for (gsize at = 0; at + 4 <= map.size;) {
    has_sdes = has_sdes || map.data[at + 1] == 202;
    at += 4 * (static_cast<gsize>(map.data[at + 2] << 8 | map.data[at + 3]) + 1);
  }
  gst_buffer_unmap(buffer, &map);
  return has_sdes ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
}

void guard_rtcp(GstRTSPMedia* media, gpointer) {
  GstElement* element = gst_rtsp_media_get_element(media);
  GstObject* pipeline = gst_object_get_parent(GST_OBJECT(element));
  GstIterator* children = gst_bin_iterate_all_by_element_factory_name(GST_BIN(pipeline), "rtpbin");
  GValue child = G_VALUE_INIT;
  while (gst_iterator_next(children, &child) == GST_ITERATOR_OK) {
    GstElement* rtpbin = GST_ELEMENT(g_value_get_object(&child));
    for (int session = 0;; ++session) {
      gchar* name = g_strdup_printf("recv_rtcp_sink_%d", session);
      GstPad* pad = gst_element_get_static_pad(rtpbin, name);
      g_free(name);
      if (pad == nullptr) break;
      gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, drop_foreign_sdes, nullptr, nullptr);
      gst_object_unref(pad);
    }
    g_value_reset(&child);
  }
  g_value_unset(&child);
  gst_iterator_free(children);
  gst_object_unref(pipeline);
  gst_object_unref(element);
}

/// What one mount's timestamps jump by, and from when: on the wire only, GStreamer's own clock knows nothing of it.
struct Jump {
  GstClockTime after;
  gint64 ticks;
};

void shift_timestamp(GstBuffer* packet, const Jump& jump) {
  if (!GST_BUFFER_PTS_IS_VALID(packet) || GST_BUFFER_PTS(packet) < jump.after) return;
  guint8 timestamp[4];  // RFC 3550 §5.1: bytes 4 to 7 of the header
  gst_buffer_extract(packet, 4, timestamp, 4);
  const auto shifted = static_cast<guint32>(GST_READ_UINT32_BE(timestamp) + jump.ticks);
  GST_WRITE_UINT32_BE(timestamp, shifted);
  gst_buffer_fill(packet, 4, timestamp, 4);
}

GstPadProbeReturn shift_timestamps(GstPad*, GstPadProbeInfo* info, gpointer data) {
  const Jump& jump = *static_cast<Jump*>(data);
  if ((GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER) != 0) {
    info->data = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
    shift_timestamp(GST_PAD_PROBE_INFO_BUFFER(info), jump);
    return GST_PAD_PROBE_OK;
  }
  info->data = gst_buffer_list_make_writable(GST_PAD_PROBE_INFO_BUFFER_LIST(info));
  GstBufferList* list = GST_PAD_PROBE_INFO_BUFFER_LIST(info);
  for (guint i = 0; i < gst_buffer_list_length(list); ++i) shift_timestamp(gst_buffer_list_get_writable(list, i), jump);
  return GST_PAD_PROBE_OK;
}

struct MountContext {
  Camera* camera;
  const Mount* mount;
};

void configure(GstRTSPMediaFactory*, GstRTSPMedia* media, gpointer data) {
  const auto& context = *static_cast<MountContext*>(data);
  g_signal_connect(media, "prepared", G_CALLBACK(guard_rtcp), nullptr);
  if (!context.mount->clip) return;
  GstElement* element = gst_rtsp_media_get_element(media);
  GstElement* source = gst_bin_get_by_name(GST_BIN(element), "source");
  if (const Faults& faults = context.camera->faults; faults.jump_after > 0) {
    GstElement* payloader = gst_bin_get_by_name(GST_BIN(element), "pay0");
    GstPad* pad = gst_element_get_static_pad(payloader, "src");
    const auto types = static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST);
    auto* jump = new Jump{static_cast<GstClockTime>(faults.jump_after * GST_SECOND),
                          static_cast<gint64>(faults.jump_by * 90'000)};
    gst_pad_add_probe(pad, types, shift_timestamps, jump, [](gpointer kept) { delete static_cast<Jump*>(kept); });
    gst_object_unref(pad);
    gst_object_unref(payloader);
  }
  gst_object_unref(element);
  auto feeder = std::make_shared<Feeder>();
  feeder->path = context.mount->path;
  feeder->clip = context.mount->clip;
  feeder->source = GST_APP_SRC(source);
  feeder->fps = context.mount->fps;
  feeder->started_us = g_get_monotonic_time();
  const char* type = feeder->clip->codec() == VideoCodec::kH264 ? "video/x-h264" : "video/x-h265";
  GstCaps* caps = gst_caps_new_simple(type, "stream-format", G_TYPE_STRING, "byte-stream", "alignment", G_TYPE_STRING,
                                      "au", nullptr);
  gst_app_src_set_caps(feeder->source, caps);
  gst_caps_unref(caps);
  g_object_set_data_full(G_OBJECT(media), "feeder", new std::shared_ptr<Feeder>(feeder), [](gpointer kept) {
    auto* held = static_cast<std::shared_ptr<Feeder>*>(kept);
    (*held)->over = true;
    if (sent_log.file != nullptr) std::fprintf(sent_log.file, "gone %s %d\n", (*held)->path.c_str(), (*held)->run);
    delete held;
  });
  const std::scoped_lock lock(context.camera->mutex);
  feeder->run = ++sent_log.runs;
  context.camera->feeders.push_back(std::move(feeder));
}

std::string pipeline_of(const Mount& mount, bool audio, long rtp_start) {
  const std::string sound =
      "audiotestsrc is-live=true wave=silence ! audio/x-raw,rate=8000,channels=1 ! alawenc ! rtppcmapay pt=8 name=";
  if (mount.file == "audio") return "( " + sound + "pay0 )";
  if (mount.file == "mjpeg") {
    return "( videotestsrc is-live=true ! video/x-raw,format=I420,width=320,height=240,framerate=10/1 ! jpegenc ! "
           "rtpjpegpay pt=26 "
           "name=pay0 )";
  }
  const std::string codec = mount.clip->codec() == VideoCodec::kH264 ? "h264" : "h265";
  std::string text = "( appsrc name=source is-live=true format=time ! " + codec + "parse ! rtp" + codec +
                     "pay name=pay0 pt=96 config-interval=-1";
  if (rtp_start >= 0) text += " timestamp-offset=" + std::to_string(rtp_start);
  if (audio) text += " " + sound + "pay1";
  return text + " )";
}

bool parse_mount(const std::string& text, Mount& mount) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || text.front() != '/') return false;
  mount.path = text.substr(0, equals);
  mount.file = text.substr(equals + 1);
  if (const auto at = mount.file.rfind('@'); at != std::string::npos) {
    char* end = nullptr;
    mount.fps = std::strtod(mount.file.c_str() + at + 1, &end);
    if (*end != '\0' || mount.fps <= 0) return false;
    mount.file.resize(at);
  }
  return true;
}

gboolean quit(gpointer loop) {
  g_main_loop_quit(static_cast<GMainLoop*>(loop));
  return G_SOURCE_REMOVE;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("rtsp_camera: serves clips as an RTSP camera on loopback, TCP only");
  Camera camera;
  std::vector<std::string> mount_texts;
  int port = 0;
  int copies = 0;
  std::string user;
  std::string password;
  std::string log_name;
  bool audio = false;
  long rtp_start = -1;
  app.add_option("--port", port, "0: any free one");
  app.add_option("--mount", mount_texts, "/PATH=FILE.h264[@FPS] or .h265; /PATH=mjpeg, /PATH=audio")->required();
  app.add_option("--copies", copies, "serve each mount N times: /PATH1 ... /PATHN");
  app.add_option("--user", user, "ask for these credentials (digest)");
  app.add_option("--password", password);
  app.add_flag("--audio", audio, "a sound track beside each video");
  app.add_option("--rtp-start", rtp_start, "first RTP timestamp, to see it wrap at 2^32");
  app.add_option("--stall-after", camera.faults.stall_after, "seconds after a client came");
  app.add_option("--stall-for", camera.faults.stall_for, "seconds; what was held up then comes in one burst");
  app.add_flag("--lose", camera.faults.lose, "what a stall held up never comes");
  app.add_option("--jump-after", camera.faults.jump_after, "seconds after a client came");
  app.add_option("--jump-by", camera.faults.jump_by, "seconds that timestamps jump then; may be negative");
  app.add_flag("--no-keyframe", camera.faults.no_keyframe, "parameter sets come, key frames do not");
  app.add_option("--sent-log", log_name, "file that is told of every frame that was sent, and when");
  CLI11_PARSE(app, argc, argv);
  if (!log_name.empty() && (sent_log.file = std::fopen(log_name.c_str(), "ae")) == nullptr) {
    std::fprintf(stderr, "rtsp_camera: cannot write %s\n", log_name.c_str());
    return 2;
  }

  std::map<std::string, std::shared_ptr<const AnnexBClip>> clips;
  for (const std::string& text : mount_texts) {
    Mount mount;
    if (!parse_mount(text, mount)) {
      std::fprintf(stderr, "rtsp_camera: --mount %s: expected /PATH=FILE.h264@FPS\n", text.c_str());
      return 2;
    }
    if (mount.file != "audio" && mount.file != "mjpeg") {
      auto& clip = clips[mount.file];
      if (!clip) {
        auto opened = AnnexBClip::open(mount.file);
        if (!opened) {
          std::fprintf(stderr, "rtsp_camera: %s\n", opened.error().chain().c_str());
          return 2;
        }
        clip = *opened;
      }
      mount.clip = clip;
    }
    if (copies == 0) camera.mounts.push_back(mount);
    for (int copy = 1; copy <= copies; ++copy) {
      camera.mounts.push_back(mount);
      camera.mounts.back().path += std::to_string(copy);
    }
  }

  gst_init(nullptr, nullptr);
  GMainLoop* loop = g_main_loop_new(nullptr, FALSE);
  GstRTSPServer* server = gst_rtsp_server_new();
  gst_rtsp_server_set_address(server, "127.0.0.1");
  gst_rtsp_server_set_service(server, std::to_string(port).c_str());
  if (!user.empty()) {
    GstRTSPAuth* auth = gst_rtsp_auth_new();
    GstRTSPToken* token = gst_rtsp_token_new(GST_RTSP_TOKEN_MEDIA_FACTORY_ROLE, G_TYPE_STRING, "viewer", nullptr);
    gst_rtsp_auth_set_supported_methods(auth, GST_RTSP_AUTH_DIGEST);
    gst_rtsp_auth_add_digest(auth, user.c_str(), password.c_str(), token);
    gst_rtsp_server_set_auth(server, auth);
    gst_rtsp_token_unref(token);
    g_object_unref(auth);
  }

  GstRTSPMountPoints* points = gst_rtsp_server_get_mount_points(server);
  std::vector<std::unique_ptr<MountContext>> contexts;
  for (const Mount& mount : camera.mounts) {
    GstRTSPMediaFactory* factory = gst_rtsp_media_factory_new();
    gst_rtsp_media_factory_set_launch(factory, pipeline_of(mount, audio, rtp_start).c_str());
    gst_rtsp_media_factory_set_shared(factory, TRUE);
    gst_rtsp_media_factory_set_protocols(factory, GST_RTSP_LOWER_TRANS_TCP);
    if (!user.empty()) {
      gst_rtsp_media_factory_add_role(factory, "viewer", GST_RTSP_PERM_MEDIA_FACTORY_ACCESS, G_TYPE_BOOLEAN, TRUE,
                                      GST_RTSP_PERM_MEDIA_FACTORY_CONSTRUCT, G_TYPE_BOOLEAN, TRUE, nullptr);
    }
    contexts.push_back(std::make_unique<MountContext>(MountContext{&camera, &mount}));
    g_signal_connect(factory, "media-configure", G_CALLBACK(configure), contexts.back().get());
    gst_rtsp_mount_points_add_factory(points, mount.path.c_str(), factory);
  }
  g_object_unref(points);

  if (gst_rtsp_server_attach(server, nullptr) == 0) {
    std::fprintf(stderr, "rtsp_camera: cannot listen on 127.0.0.1:%d\n", port);
    return 1;
  }
  g_timeout_add(5, feed_all, &camera);
  g_unix_signal_add(SIGTERM, quit, loop);
  g_unix_signal_add(SIGINT, quit, loop);
  std::printf("rtsp_camera: listening on 127.0.0.1:%d\n", gst_rtsp_server_get_bound_port(server));
  std::fflush(stdout);
  g_main_loop_run(loop);
  // The process ends here; clients see their connections close, as with a camera that loses power.
  std::_Exit(0);
}
