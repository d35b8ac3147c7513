#include "vision/shaped_nets.h"

#include <doctest/doctest.h>

#include <array>

using namespace xueshi;
using namespace xueshi::vision;

namespace {

/// Just enough of protobuf's wire format to write an ONNX model.
class Message {
 public:
  Message& number(int field, std::uint64_t value) {
    varint(static_cast<std::uint64_t>(field) << 3);
    varint(value);
    return *this;
  }
  Message& text(int field, std::string_view value) {
    varint(static_cast<std::uint64_t>(field) << 3 | 2);
    varint(value.size());
    bytes_.insert(bytes_.end(), value.begin(), value.end());
    return *this;
  }
  Message& inner(int field, const Message& value) {
    return text(field, {reinterpret_cast<const char*>(value.bytes_.data()), value.bytes_.size()});
  }
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }

 private:
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_.push_back(static_cast<std::uint8_t>(value | 0x80));
    bytes_.push_back(static_cast<std::uint8_t>(value));
  }
  Bytes bytes_;
};

/// A tensor of floats, 1 × 1 × 32 × 32, by name (ONNX ValueInfoProto).
Message tensor(std::string_view name) {
  Message shape;
  for (const std::uint64_t side : {1, 1, 32, 32}) shape.inner(1, Message().number(1, side));
  return Message().text(1, name).inner(2, Message().inner(1, Message().number(1, 1).inner(2, shape)));
}

/// A network that makes negative numbers zero.
Bytes relu() {
  const Message node = Message().text(1, "in").text(2, "out").text(4, "Relu");
  const Message graph = Message().inner(1, node).text(2, "graph").inner(11, tensor("in")).inner(12, tensor("out"));
  return Message().number(1, 6).inner(8, Message().number(2, 11)).inner(7, graph).bytes();
}

/// What the network for `shape` makes of −1 and 2.
void check_works(ShapedNets& nets, cv::Size shape) {
  const std::array sides{1, 1, shape.height, shape.width};
  cv::Mat input(4, sides.data(), CV_32F, cv::Scalar(-1));
  input.ptr<float>()[5] = 2;
  cv::dnn::Net& net = nets.of(shape);
  net.setInput(input);
  const cv::Mat output = net.forward();
  REQUIRE(output.total() == input.total());
  CHECK(output.ptr<float>()[0] == 0);
  CHECK(output.ptr<float>()[5] == 2);
}

}  // namespace

TEST_CASE(
    "a network for each shape is kept within a bound; beyond it one is set up anew, and the model not read again") {
  ShapedNets nets(relu(), 3 * 32 * 32);
  const cv::Size small(32, 32);
  const cv::Size wide(64, 32);
  const cv::Size tall(32, 64);
  check_works(nets, small);
  check_works(nets, wide);
  CHECK(nets.kept() == 2);
  CHECK(nets.times_read() == 2);
  check_works(nets, small);
  check_works(nets, wide);
  CHECK(nets.times_read() == 2);
  check_works(nets, tall);  // both others must go: together they are too many pixels
  CHECK(nets.kept() == 1);
  CHECK(nets.times_read() == 2);
  check_works(nets, small);
  CHECK(nets.kept() == 2);
  CHECK(nets.times_read() == 3);
  check_works(nets, cv::Size(320, 320));  // one alone may be larger
  CHECK(nets.kept() == 1);
}

TEST_CASE("what was read for warming up serves the first picture") {
  ShapedNets nets(relu(), 1'000'000);
  check_works(nets, cv::Size(32, 32));
  nets.clear();
  CHECK(nets.kept() == 0);
  check_works(nets, cv::Size(64, 64));
  CHECK(nets.times_read() == 1);
}

TEST_CASE("bytes that are no model throw, and nothing is kept of them") {
  ShapedNets nets(Bytes(100, 0x41), 1'000'000);
  CHECK_THROWS_AS((void)nets.of(cv::Size(32, 32)), cv::Exception);
  CHECK(nets.kept() == 0);
}
