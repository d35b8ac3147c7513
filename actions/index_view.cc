#include "actions/index_view.h"

namespace xueshi::actions {

recording::IndexView index_view(std::function<Result<store::Reader>()> reader) {
  const auto ask = [reader = std::move(reader)](auto&& question) {
    auto view = reader();
    using Answer = decltype(question(*view));
    if (!view) return Answer(tl::make_unexpected(view.error()));
    return question(*view);
  };
  recording::IndexView index;
  index.cameras = [ask] { return ask([](store::Reader& view) { return view.cameras(); }); };
  index.next = [ask](const CameraId& camera, std::uint64_t from) {
    return ask([&](store::Reader& view) { return view.next_sequence(camera, from); });
  };
  index.lines = [ask](const CameraId& camera, std::uint64_t from, std::uint64_t to) {
    return ask([&](store::Reader& view) { return view.segment_lines(camera, from, to); });
  };
  return index;
}

}  // namespace xueshi::actions
