#pragma once
/// One compressed picture → one sighting: what the counting process is for.
///
/// A pure function of the picture. The last picture's frame is kept, so that `count`, which looks at the same picture
/// at each width, decodes it once. One thread at a time.

#include <optional>

#include "base/result.h"
#include "vision/detector.h"
#include "vision/picture.h"
#include "vision/picture_measures.h"

namespace xueshi::vision {

class Observer {
 public:
  explicit Observer(Detector& detector) : detector_(detector) {}

  /// Never throws: what OpenCV throws becomes kInternal, or kBusy where memory ran out.
  Result<Sighting> look(Picture picture);

 private:
  struct Looked {
    Picture picture;
    Frame frame;
    PictureMeasures measures;
  };

  Result<void> open(Picture picture);
  Result<Sighting> look_or_throw(Picture picture);

  Detector& detector_;
  std::optional<Looked> last_;
};

}  // namespace xueshi::vision
