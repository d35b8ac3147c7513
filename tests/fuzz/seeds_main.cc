// Writes the fuzz targets' seeds by our own writers: FOLDER/<target>/<n>.

#include <filesystem>
#include <fstream>
#include <string>

#include "checkin/code.h"
#include "checkin/ticket.h"
#include "recording/fragment_header.h"
#include "report/ack.h"
#include "store/observation_blob.h"
#include "store/segment_blob.h"

namespace xueshi {
namespace {

class Seeds {
 public:
  explicit Seeds(std::filesystem::path folder) : folder_(std::move(folder)) {}
  /// `first`: the bytes before the content by which a target chooses what to do.
  void put(const std::string& target, const Bytes& first, ByteView content) {
    const auto folder = folder_ / target;
    std::filesystem::create_directories(folder);
    std::ofstream out(folder / std::to_string(++number_), std::ios::binary);
    out.write(reinterpret_cast<const char*>(first.data()), static_cast<std::streamsize>(first.size()));
    out.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
  }

 private:
  std::filesystem::path folder_;
  int number_ = 0;
};

Bytes box(const char* type, std::size_t content) {
  ByteWriter out;
  out.put(static_cast<std::uint32_t>(content + 8));
  out.put(as_bytes(type));
  out.put(Bytes(content, 0x5a));
  return out.take();
}

void append(Bytes& to, ByteView bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

recording::FragmentHeader header(std::uint32_t number, ByteView body) {
  recording::FragmentHeader head;
  head.key = number % 3 == 0;
  head.number = number;
  head.box = BoxId("gx-0001");
  head.segment = {CameraId("front"), 7};
  head.boot_id.bytes[0] = 0xb0;
  head.arrival = {utc_ms(1'715'558'400'000 + 667 * number), boot_ms(1'000'000 + 667 * number), ClockState::kSynced,
                  Millis{20}};
  head.start_boot = boot_ms(1'000'000);
  head.timescale = 90'000;
  head.media_start = 60'030 * number;
  head.media_end = 60'030 * (number + 1);
  head.hole_before = head.greatest_hole = Millis{40};
  head.greatest_arrival_hole = Millis{55};
  head.arrival_length = Millis{627};
  head.fragment_bytes = body.size();
  head.fragment_xxh3 = xxh3_64(body);
  return head;
}

/// A file as the recorder lays it out, with boxes that hold no pictures.
Bytes segment_file(std::uint32_t fragments) {
  Bytes file = box("ftyp", 12);
  append(file, box("moov", 40));
  recording::FileOpening opening;
  opening.width = 1920;
  opening.height = 1080;
  opening.init_bytes = file.size();
  opening.init_xxh3 = xxh3_64(file);
  for (std::uint32_t number = 0; number < fragments; ++number) {
    Bytes body = box("moof", 16);
    append(body, box("mdat", 20 + number));
    recording::FragmentHeader head = header(number, body);
    if (number == 0) head.opening = opening;
    append(file, recording::encode(head));
    append(file, body);
  }
  return file;
}

Segment segment() {
  Segment segment;
  segment.start_boot = boot_ms(1'000'000);
  for (int i = 0; i < 20; ++i) {
    segment.gops.push_back({static_cast<std::uint64_t>(i) * 1'000'000 + 700, 1'000'000, Millis{2'000 * i},
                            Millis{2'000}, boot_ms(1'000'000 + 2'000 * i), Millis{40 + i}});
  }
  segment.holes.push_back({Millis{4'000}, Millis{1'500}});
  return segment;
}

Bytes observations(int count) {
  Bytes blob;
  store::PackedObservation seen;
  seen.detector = 1;
  seen.observation.boot = boot_ms(1'000'000);
  seen.observation.utc = utc_ms(1'715'558'400'000);
  for (int i = 0; i < count; ++i) {
    const auto before = seen.observation;
    seen.observation.boot += Millis{5'000 * (i > 0)};
    seen.observation.utc += Millis{5'000 * (i > 0)};
    seen.observation.count = 28 + i % 3;
    seen.observation.lo = 26;
    seen.observation.hi = 31;
    seen.observation.calibrated = true;
    seen.observation.luma = 120;
    seen.observation.sharpness = 900;
    seen.observation.phash = 0x9e3779b97f4a7c15 * static_cast<std::uint64_t>(i + 1);
    append(blob, store::encode_observation(seen, before.boot, before.utc));
  }
  return blob;
}

/// Cells of every form that the importers read (training/date_cell.h, time_cell.h, id_number.h).
void write_sheets(Seeds& seeds) {
  const char* roster = "1,学员01,110105199001019015,13800000000,焊工\n２,学员　02,1.10105E+17,,\n合计,,,,\n";
  const char* first = "5月13日,4,8:30,11:30,实操：焊接,110105199001019015\n,,下午2:30,17：00,,\n45425,1,0.354,0.5,a,\n";
  const char* second = "2024.5.13,8:00-12:00,安全,理论,教师甲,4\n2024年5月14日,上午8：00至12：00,焊接,实操,,\n";
  seeds.put("csv", {0}, as_bytes(std::string("日期;授课时间\n2024-05-13;\"8:00\n-12:00\"\n")));
  seeds.put("csv", {0},
            as_bytes(std::string_view("\xD0\xF2\xBA\xC5,\xD0\xD5\xC3\xFB\n1,\xD1\xA7\xD4\xB1\n")));  // GB18030
  seeds.put("csv", {0},
            as_bytes(std::string("\xFF\xFE"
                                 "a\0,\0b\0",
                                 8)));
  seeds.put("csv", {1}, as_bytes(roster));
  seeds.put("csv", {2}, as_bytes(first));
  seeds.put("csv", {3}, as_bytes(second));
  for (const auto& [part, text] : {
           std::pair{0,
                     "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><r><t>日期</t></r></is></c><c "
                     "t=\"s\"><v>1</v></c></row><row><c s=\"1\"><v>45425.5</v></c><c t=\"str\"><f>B1</f><v>8:00-"
                     "12:00</v></c><c t=\"e\"><v>#N/A</v></c></row></sheetData><mergeCells><mergeCell "
                     "ref=\"A1:B2\"/></mergeCells></worksheet>"},
           std::pair{0,
                     "<x:worksheet><x:sheetData><x:row><x:c t=\"s\"><x:v>2</x:v></x:c><x:c "
                     "t=\"s\"><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>"},
           std::pair{1,
                     "<sst><si><t>姓名</t></si><si><r><rPr/><t>身份</t></r><r><t>证号</t></r><rPh><t>x</t></rPh></si>"
                     "<si><t><![CDATA[a]]>_x000D_</t></si></sst>"},
           std::pair{2,
                     "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"[$-804]yyyy&quot;年&quot;m;@\"/>"
                     "</numFmts><cellXfs><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>"},
           std::pair{3,
                     "<!DOCTYPE x [<!ENTITY a \"b\">]><workbook><workbookPr date1904=\"1\"/><sheets><sheet "
                     "name=\"&a;\" state=\"hidden\" r:id=\"r1\"/><sheet r:id=\"r1\"/></sheets></workbook>"},
           std::pair{4,
                     "<Relationships><Relationship Id=\"r1\" Type=\"a/worksheet\" "
                     "Target=\"../xl/worksheets/sheet1.xml\"/></Relationships>"},
           std::pair{5, "PK\x03\x04"},
       }) {
    seeds.put("xlsx", {static_cast<std::uint8_t>(part)}, as_bytes(text));
  }
}

/// As fuzz_check_in_code.cc reads them.
void write_check_in(Seeds& seeds) {
  const SecretKey key{{7, 7, 7}};
  const BoxId box("gx-0001");
  const checkin::SessionKey session{ClassId("2024-D-017"), *parse_day("2024-05-13"), 1};
  const checkin::Phone phone{"0123456789abcdef0123456789abcdef", "192.0.2.7"};
  const checkin::Here here{key, box, BootId{}, boot_ms(100'000)};
  for (const std::uint64_t counter : {6u, 1u}) {
    seeds.put("check_in_code", {0}, as_bytes(checkin::code_text({box, session, BootId{}, counter}, key)));
  }
  seeds.put("check_in_code", {1}, as_bytes(checkin::ticket_text({session, phone, here.now}, here)));
  seeds.put("check_in_code", {1},
            as_bytes(checkin::pass_text({session.training_class, TraineeNo("07"), phone, here.now}, here)));
  for (const char* typed : {"９０２Ｘ", "902*", "36.26690,111.92030"}) seeds.put("check_in_code", {2}, as_bytes(typed));
  seeds.put("check_in_code", {3}, as_bytes("\x10Z"));
  seeds.put("form", {0}, as_bytes("ticket=a-b_c&trainee=07&last4=902%2A&text=%E6%8A%95+%E8%AF%89"));
  seeds.put("form", {1},
            as_bytes("multipart/form-data; boundary=b7\n--b7\r\nContent-Disposition: form-data; name=\"pass\"\r\n\r\n"
                     "p1\r\n--b7\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\n"
                     "Content-Type: image/jpeg\r\n\r\n\xff\xd8\xff\r\n--b7--\r\n"));
  seeds.put("form", {2}, as_bytes("<b onload=\"x\">'&"));
}

void write(Seeds seeds) {
  write_sheets(seeds);
  write_check_in(seeds);
  for (const std::uint32_t fragments : {1u, 3u, 7u}) {
    const Bytes file = segment_file(fragments);
    seeds.put("segment_file", {0}, file);
    seeds.put("segment_file", {1}, file);
    seeds.put("segment_file", {0}, ByteView(file).first(file.size() - 30));
  }
  const Bytes file = segment_file(2);
  seeds.put("fragment_header", {0}, ByteView(file).subspan(68));
  seeds.put("fragment_header", {1}, recording::encode(header(3, file)));
  const Bytes h264{0, 0, 0, 1, 9,    0xf0, 0, 0, 0, 1,    0x67, 0x42, 0,   0xa,
                   0, 0, 0, 1, 0x68, 0xce, 0, 0, 1, 0x65, 0x88, 0x80, 0x10};
  const Bytes h265{0, 0, 0, 1, 0x40, 1, 0xc, 0, 0, 0, 1, 0x42, 1, 1, 0, 0, 0, 1, 0x44, 1, 0xc0, 0, 0, 1, 0x26, 1, 0xaf};
  const Bytes lengths{0, 0, 0, 2, 0x67, 0x42, 0, 0, 0, 2, 0x68, 0xce, 0, 0, 0, 4, 0x65, 0x88, 0x80, 0x10};
  seeds.put("access_unit", {0}, h264);
  seeds.put("access_unit", {1}, h265);
  seeds.put("access_unit", {6}, lengths);
  seeds.put("store_blobs", {1, 0}, store::encode_pictures(segment()));
  seeds.put("store_blobs", {0, 3}, observations(3));
  seeds.put("store_blobs", {0, 60}, observations(60));
  seeds.put("texts", {0}, as_bytes(report::ack_text({"9f3c2b1a", {{1, 20}, {22, 22}, {30, 4'000'000}}})));
  for (const char* url : {"rtsp://10.0.0.2/main", "rtsp://admin:p%40ss@10.0.0.2:554/Streaming/Channels/101?a=1",
                          "rtsp://a:b@c:d@[fe80::1]:8554/x"}) {
    seeds.put("texts", {1}, as_bytes(url));
  }
  for (const char* time : {"2024-05-13T08:00:00+08:00", "2024-02-29T23:59:59.123Z"})
    seeds.put("texts", {2}, as_bytes(time));
  for (const auto& [kind, text] : {
           std::pair{0, "from=2024-05-13T08:00:00%2B08:00&to=2024-05-13T08:45:00+08:00&cursor=171"},
           std::pair{1, "bytes=0-499"},
           std::pair{1, "bytes=-500"},
           std::pair{2, "a=1; xueshi_session=0123abcd; __Host-xueshi_session=ef"},
           std::pair{3, R"({"name":"wang","password":"k7mq-3wzd-x9ht"})"},
           std::pair{4, "/api/v1/cameras/front/segments/12.mp4"},
       }) {
    seeds.put("requests", {static_cast<std::uint8_t>(kind)}, as_bytes(text));
  }
}

}  // namespace
}  // namespace xueshi

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  xueshi::write(xueshi::Seeds(argv[1]));
  return 0;
}
