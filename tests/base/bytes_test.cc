#include "base/bytes.h"

#include <doctest/doctest.h>

#include "base/hash.h"

using namespace xueshi;

TEST_CASE("a reader gives back what a writer put, and never more") {
  ByteWriter writer;
  writer.put(std::uint8_t{7});
  writer.put(std::uint32_t{0x01020304});
  writer.put_signed(-5);
  writer.put_text("学时");
  const Bytes bytes = writer.take();
  CHECK(bytes[1] == 1);
  CHECK(bytes[4] == 4);

  ByteReader reader(bytes);
  CHECK(reader.get<std::uint8_t>() == 7);
  CHECK(reader.get<std::uint32_t>() == 0x01020304);
  CHECK(reader.get_signed() == -5);
  CHECK(reader.get_text(100) == "学时");
  CHECK(reader.done());

  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ByteReader cut(ByteView(bytes).first(size));
    (void)cut.get<std::uint8_t>();
    (void)cut.get<std::uint32_t>();
    (void)cut.get_signed();
    (void)cut.get_text(100);
    CHECK_FALSE(cut.ok());
  }
}

TEST_CASE("a text longer than its bound is refused before it is read") {
  ByteWriter writer;
  writer.put_text("abcdef");
  ByteReader reader(writer.bytes());
  CHECK(reader.get_text(5).empty());
  CHECK_FALSE(reader.ok());
}

TEST_CASE("hex: both cases in, lower case out, anything else refused") {
  const std::array<std::uint8_t, 3> bytes{0x00, 0xAB, 0xff};
  CHECK(to_hex(bytes) == "00abff");
  std::array<std::uint8_t, 3> back{};
  CHECK(from_hex("00aBFf", back));
  CHECK(back == bytes);
  CHECK_FALSE(from_hex("00abf", back));
  CHECK_FALSE(from_hex("00abfg", back));
}

TEST_CASE("SHA-256 of FIPS 180-4's examples, whole and in pieces") {
  const std::string abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  CHECK(sha256(as_bytes("abc")).hex() == abc);
  Sha256 pieces;
  pieces.add("a");
  CHECK(pieces.digest() == sha256(as_bytes("a")));
  pieces.add("bc");
  CHECK(pieces.digest().hex() == abc);
  CHECK(Sha256().digest().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(Sha256Digest::from_hex(abc) == sha256(as_bytes("abc")));
}
