#include "capture/camera_fault.h"

#include <algorithm>

#include <fmt/format.h>

#include "capture/camera_url.h"

extern "C" {
#include <libavutil/error.h>
}

namespace xueshi::capture {
namespace {

std::string libav_words(int av_error) {
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(av_error, text, sizeof text);
  return redact(text);
}

CameraFault timed_out_at(InputStep step, const std::string& camera, const InputLimits& limits) {
  switch (step) {
    case InputStep::kOpening:
      return {CameraState::kUnreachable,
              fmt::format("{} gives no answer within {} s", camera, limits.opening.count() / 1000)};
    case InputStep::kStarting:
      return {CameraState::kNoVideo, fmt::format("{} accepted the connection but sent no video within {} s", camera,
                                                 limits.first_packet.count() / 1000)};
    case InputStep::kReading: break;
  }
  return {CameraState::kStalled,
          fmt::format("{} has sent nothing for {} s", camera, limits.given_up_after.count() / 1000)};
}

}  // namespace

CameraFault classify(InputStep step, int av_error, bool timed_out, const std::string& address,
                     const InputLimits& limits) {
  const std::string camera = redact(address);
  if (timed_out) return timed_out_at(step, camera, limits);
  switch (av_error) {
    case AVERROR_HTTP_UNAUTHORIZED:
      return {CameraState::kAuthFailed, camera + " refuses the user or the password (RTSP 401)"};
    case AVERROR_HTTP_FORBIDDEN:
      return {CameraState::kAuthFailed, camera + " forbids this user to see the stream (RTSP 403)"};
    case AVERROR_HTTP_NOT_FOUND:
      return {CameraState::kNotFound, camera + ": the camera answers but has no stream at this path (RTSP 404)"};
    case AVERROR_HTTP_BAD_REQUEST:
    case AVERROR_HTTP_OTHER_4XX:
    case AVERROR_HTTP_SERVER_ERROR:
      return {CameraState::kUnreachable, camera + " refuses the request: " + libav_words(av_error)};
    case AVERROR(ECONNREFUSED):
      return {CameraState::kUnreachable, camera + " refuses the connection: nothing listens on that port"};
    case AVERROR_INVALIDDATA:
      if (step == InputStep::kOpening) {
        return {CameraState::kUnreachable, camera + " does not answer as an RTSP camera does"};
      }
      break;
    default: break;
  }
  if (step == InputStep::kOpening) {
    return {CameraState::kUnreachable, camera + " cannot be reached: " + libav_words(av_error)};
  }
  if (av_error == AVERROR_EOF) return {CameraState::kUnreachable, camera + " closed the connection"};
  return {CameraState::kUnreachable, "the connection to " + camera + " broke: " + libav_words(av_error)};
}

GapCause gap_cause(CameraState state) {
  switch (state) {
    case CameraState::kUnreachable: return GapCause::kCameraUnreachable;
    case CameraState::kAuthFailed: return GapCause::kAuthFailed;
    case CameraState::kNotFound:
    case CameraState::kNoVideo: return GapCause::kNoVideo;
    case CameraState::kNoKeyframe: return GapCause::kNoKeyframe;
    case CameraState::kStalled: return GapCause::kCameraStalled;
    case CameraState::kUnsupportedCodec: return GapCause::kUnsupportedCodec;
    case CameraState::kOffHours: return GapCause::kNotScheduled;
    case CameraState::kConnecting:
    case CameraState::kRecording:
    case CameraState::kStopped: break;
  }
  return GapCause::kNotRecording;
}

Millis wait_after(CameraState state, Backoff& backoff) {
  const Millis wait = backoff.next();
  return state == CameraState::kAuthFailed ? std::max(wait, Millis{60'000}) : wait;
}

std::string_view wording(CameraState state, Language language) {
  const bool chinese = language == Language::kChinese;
  switch (state) {
    case CameraState::kConnecting: return chinese ? "正在连接" : "connecting";
    case CameraState::kRecording: return chinese ? "录像中" : "recording";
    case CameraState::kUnreachable: return chinese ? "无法连接" : "unreachable";
    case CameraState::kAuthFailed: return chinese ? "用户名或密码错误" : "wrong user or password";
    case CameraState::kNotFound: return chinese ? "码流地址不存在" : "no stream at this path";
    case CameraState::kNoVideo: return chinese ? "没有视频" : "no video";
    case CameraState::kNoKeyframe: return chinese ? "没有关键帧" : "no key frame";
    case CameraState::kStalled: return chinese ? "画面中断" : "stalled";
    case CameraState::kUnsupportedCodec: return chinese ? "不支持的编码" : "unsupported codec";
    case CameraState::kOffHours: return chinese ? "课时外不录像" : "no lesson hour is near";
    case CameraState::kStopped: return chinese ? "已停止" : "stopped";
  }
  return "";
}

std::string_view explanation(CameraState state, Language language) {
  const bool chinese = language == Language::kChinese;
  switch (state) {
    case CameraState::kConnecting: return chinese ? "正在连接摄像机。" : "The camera is being connected.";
    case CameraState::kRecording: return chinese ? "正在录像。" : "The camera is being recorded.";
    case CameraState::kUnreachable:
      return chinese ? "连不上摄像机：请检查电源、网线，以及地址和端口是否正确。"
                     : "The camera cannot be reached: check its power, its cable, and its address and port.";
    case CameraState::kAuthFailed:
      return chinese
                 ? "摄像机拒绝了用户名或密码：请核对后重试；连续出错可能使摄像机暂时锁定该账号。"
                 : "The camera refuses the user or the password: correct them; after several wrong ones it may lock "
                   "the account for a while.";
    case CameraState::kNotFound:
      return chinese ? "摄像机有应答，但没有这个码流地址：请对照摄像机说明书核对地址中的路径。"
                     : "The camera answers, but has no stream at this path: look the path up in the camera's manual.";
    case CameraState::kNoVideo:
      return chinese ? "已连上摄像机，但没有收到视频：请检查摄像机是否启用了这路码流，或重启摄像机。"
                     : "The camera is connected, but sends no video: see whether the stream is switched on, or restart "
                       "the camera.";
    case CameraState::kNoKeyframe:
      return chinese ? "收到了视频，但没有关键帧：请在摄像机上把关键帧间隔设为 1 至 2 秒。"
                     : "There is video, but no key frame: set the camera's key frame interval to 1 or 2 seconds.";
    case CameraState::kStalled:
      return chinese ? "摄像机不再发送画面：请检查网络，必要时重启摄像机。"
                     : "The camera has stopped sending: check the network, and restart the camera if need be.";
    case CameraState::kUnsupportedCodec:
      return chinese ? "视频编码不受支持：请在摄像机上改为 H.264 或 H.265。"
                     : "The video codec is not supported: set the camera to H.264 or H.265.";
    case CameraState::kOffHours:
      return chinese ? "现在没有课时，按设置不录像。" : "No lesson hour is near: by setting it is not recorded now.";
    case CameraState::kStopped: return chinese ? "录像程序已停止。" : "Recording has been stopped.";
  }
  return "";
}

}  // namespace xueshi::capture
