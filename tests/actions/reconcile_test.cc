#include "actions/reconcile.h"

#include <cerrno>

#include "tests/actions/indexed_folder.h"

namespace xueshi {
namespace {

using test::IndexedFolder;
using Kinds = std::vector<std::string>;
using Codes = std::vector<AlarmCode>;

TEST_CASE("an index that is as the folder says stays as it is") {
  IndexedFolder box;
  box.index_all_but();
  const auto figures = box.run();
  CHECK(figures.complete);
  CHECK(figures.files == 5);
  CHECK(figures.found + figures.lost + figures.returned + figures.changed + figures.away == 0);
  CHECK(box.indexed() == box.segments);
  CHECK(box.gaps().empty());
  CHECK(box.messages().empty());
}

TEST_CASE("I3: files without a row are indexed from their own boxes, in the middle of the line too") {
  IndexedFolder box;
  box.index_all_but({1, 3});
  const auto figures = box.run();
  CHECK(figures.found == 2);
  CHECK(box.indexed() == box.segments);
  CHECK(test::value(box.reader().verify_chain()).whole());
}

TEST_CASE("I8: a row without a file becomes a gap with the cause lost over exactly its span, with message and alarm") {
  IndexedFolder box;
  box.index_all_but();
  std::filesystem::remove(box.path(1));
  std::filesystem::remove(box.path(3));
  const auto figures = box.run();
  CHECK(figures.lost == 2);
  REQUIRE(box.indexed().size() == 3);
  const auto gaps = box.gaps();
  REQUIRE(gaps.size() == 2);
  for (const std::size_t i : {0U, 1U}) {
    const Segment& lost = box.segments[2 * i + 1];
    CHECK(gaps[i].cause == GapCause::kLost);
    CHECK(gaps[i].boot == lost.boot_span());
    CHECK(gaps[i].boot_id == lost.boot_id);
    CHECK(gaps[i].utc.from == lost.start_utc);
  }
  CHECK(box.messages() == Kinds{"gap", "gap", "alarm"});
  CHECK(box.standing() == Codes{AlarmCode::kRecordingLost});
  CHECK(test::value(box.reader().verify_chain()).whole());
  // Once is enough.
  CHECK(box.run().lost == 0);
  CHECK(box.messages().size() == 3);
}

TEST_CASE("a lost file that is there again counts again: a fact of its own; the gap stays told, the alarm ends") {
  IndexedFolder box;
  box.index_all_but();
  const Path away = box.folder.path() / "away.mp4";
  std::filesystem::rename(box.path(2), away);
  CHECK(box.run().lost == 1);
  std::filesystem::rename(away, box.path(2));
  const auto figures = box.run();
  CHECK(figures.returned == 1);
  CHECK(box.indexed() == box.segments);
  CHECK(box.gaps().size() == 1);
  CHECK(test::value(box.reader().losses(test::kFront)).size() == 2);
  CHECK(box.standing().empty());
  CHECK(test::value(box.reader().verify_chain()).whole());
}

TEST_CASE("while a disk is not there no row is lost") {
  IndexedFolder box;
  box.index_all_but();
  std::filesystem::rename(box.media / "front", box.folder.path() / "elsewhere");
  box.all_here = false;
  auto figures = box.run();
  CHECK(figures.away == 5);
  CHECK(figures.lost == 0);
  CHECK(box.indexed().size() == 5);
  CHECK(box.messages().empty());
  // It goes between listing and storing.
  box.all_here = true;
  int looks = 0;
  auto asked = box.box(*box.files);
  asked.disks = [&] { return actions::DisksHere{box.media, ++looks == 1}; };
  figures = test::value(actions::reconcile(asked));
  CHECK(figures.away == 5);
  CHECK(figures.lost == 0);
}

TEST_CASE("a folder that cannot be listed makes nothing lost") {
  IndexedFolder box;
  box.index_all_but();
  test::FaultyFiles faulty(*box.files);
  faulty.fail_if([](std::string_view operation, const Path& path) {
    return operation == "list" && path.filename() == "0" ? EIO : 0;
  });
  const auto figures = test::value(box.try_run(faulty));
  CHECK(figures.lost == 0);
  CHECK(figures.unreadable == 1);
  CHECK(box.indexed().size() == 5);
}

TEST_CASE("what is being written is never touched") {
  IndexedFolder box;
  box.index_all_but({4, 5});
  box.before = 4;
  // As it is in the middle of a write.
  const Bytes content = box.content(3);
  test::put(box.path(3), ByteView(content).first(content.size() - 100));
  auto figures = box.run();
  CHECK(figures.found == 0);
  CHECK(figures.files == 3);
  CHECK(std::filesystem::file_size(box.path(3)) == content.size() - 100);
  box.before = 6;
  CHECK(box.run().found == 2);
}

TEST_CASE("a file that is not what the index says is an alarm, until it is again; nothing is cut") {
  IndexedFolder box;
  box.index_all_but();
  const Bytes content = box.content(1);
  test::put(box.path(1), ByteView(content).first(content.size() - 100));
  CHECK(box.run().changed == 1);
  CHECK(box.standing() == Codes{AlarmCode::kRecordingChanged});
  CHECK(std::filesystem::file_size(box.path(1)) == content.size() - 100);
  CHECK(box.run().changed == 1);
  CHECK(box.messages() == Kinds{"alarm"});
  test::put(box.path(1), content);
  CHECK(box.run().changed == 0);
  CHECK(box.standing().empty());
  CHECK(box.indexed() == box.segments);
}

TEST_CASE("a run that is stopped keeps what it has, and the next one does the rest") {
  IndexedFolder box;
  int asked = 0;
  box.stop = [&] { return ++asked > 2; };
  auto figures = box.run();
  CHECK_FALSE(figures.complete);
  CHECK(box.indexed().size() == 2);
  box.stop = [] { return false; };
  figures = box.run();
  CHECK(figures.complete);
  CHECK(figures.found == 3);
  CHECK(box.indexed() == box.segments);
}

TEST_CASE("whichever commit fails, the next run ends the same: every loss has its gap, message and alarm, once") {
  for (int nth = 1;; ++nth) {
    CAPTURE(nth);
    REQUIRE(nth < 20);
    IndexedFolder box;
    box.index_all_but({5});
    std::filesystem::remove(box.path(0));
    std::filesystem::remove(box.path(1));
    const auto really = box.commit;
    int commits = 0;
    bool failed = false;
    box.commit = [&](store::CommitRequest&& request) -> Result<void> {
      if (++commits == nth) {
        failed = true;
        return fail(ErrorCode::kNoSpace, "full");
      }
      return really(std::move(request));
    };
    const bool done = box.try_run(*box.files).has_value();
    CHECK(done == !failed);
    CHECK(test::value(box.reader().lost_count(test::kFront)) == box.gaps().size());
    box.commit = really;
    (void)box.run();
    CHECK(box.indexed() == std::vector<Segment>(box.segments.begin() + 2, box.segments.end()));
    CHECK(box.gaps().size() == 2);
    CHECK(box.messages() == Kinds{"gap", "gap", "alarm"});
    CHECK(box.standing() == Codes{AlarmCode::kRecordingLost});
    if (!failed) {
      CHECK(nth > 2);
      break;
    }
  }
}

}  // namespace
}  // namespace xueshi
