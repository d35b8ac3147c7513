/// `xueshi verify`: is the box's own chain whole?

#include <cstdio>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "config/box.h"
#include "daemon/box_option.h"
#include "daemon/command.h"
#include "facts/wording.h"
#include "store/reader.h"
#include "store/store.h"

namespace xueshi::daemon {
namespace {

namespace json = boost::json;
using store::ChainFault;
using store::ChainReport;

constexpr const char* kAbout =
    "What this proves: the database agrees with its own chain. Nobody changed, removed or added a fact or an entry of "
    "the audit log by other means than the box's programs.\n"
    "What it does not prove: that the chain is the one of then. Whoever may write the file can compute a whole new "
    "one; against that stand the heads that the county was told, and this command does not ask the county.";

struct VerifyOptions {
  std::string config;
  bool json = false;
};

/// What ChainReport::Fault::what says in English.
const char* chinese_what(ChainFault fault) {
  switch (fault) {
    case ChainFault::kChanged: return "与入链时不符，被改动过";
    case ChainFault::kMissing: return "已不存在，且没有清除记录";
    case ChainFault::kReplaced: return "已不存在，编号被后来的记录占用";
    case ChainFault::kUnreadable: return "无法读出：";
    case ChainFault::kAdded: return "从未入链，是另外添加的";
    case ChainFault::kEntries: return "链上有条目缺失";
    case ChainFault::kHead: return "保存的链头缺失或与计算结果不符";
    case ChainFault::kBesideFacts: return "与为查找而另存的记录不一致";
    case ChainFault::kPersonal: return "有个人信息值与其摘要不符";
  }
  return "";
}

/// "缺口", for "gap".
std::string chinese_kind(const std::string& fact) {
  using enum store::ChainKind;
  const auto kind = store::kChainKinds.find(fact);
  if (!kind) return fact;
  switch (*kind) {
    case kSegment: return "录像文件";
    case kGap: return "缺口";
    case kClockMark: return "时钟标记";
    case kTrainingClass: return "培训班";
    case kLessonHour: return "学时";
    case kCheckIn: return "打卡";
    case kLeave: return "请假";
    case kConclusion: return "学时结论";
    case kAlarm: return "告警";
    case kSegmentLoss: return "录像丢失记录";
    case kAudit: return "审计日志";
    case kCheckInEvent: return "打卡事件";
    case kLeaveWithdrawal: return "请假撤回";
    case kObjection: return "异议";
    case kObjectionAnswer: return "异议答复";
    case kCheckInOpening: return "打卡开放记录";
  }
  return fact;
}

std::string line_of(const ChainReport::Fault& fault, Language language) {
  if (language == Language::kEnglish) {
    return fault.n == 0 ? fault.what : fmt::format("entry {}: {}", fault.n, fault.what);
  }
  const std::string where = fault.n == 0 ? "" : fmt::format("第 {} 条：", fault.n);
  if (fault.code == ChainFault::kUnreadable) return where + chinese_what(fault.code) + fault.what;
  if (fault.fact.empty()) return where + chinese_what(fault.code);
  return where + chinese_kind(fault.fact) + " " + std::to_string(fault.row) + " " + chinese_what(fault.code);
}

void print(const ChainReport& report, Language language) {
  const bool chinese = language == Language::kChinese;
  if (!report.whole()) {
    std::printf(
        "%s\n",
        chinese ? fmt::format("链不完整：在 {} 条事实中发现 {} 处问题", report.entries, report.faults.size()).c_str()
                : fmt::format("the chain is NOT whole: {} faults in {} facts", report.faults.size(), report.entries)
                      .c_str());
    for (const ChainReport::Fault& fault : report.faults) std::printf("  %s\n", line_of(fault, language).c_str());
    return;
  }
  const std::string day = report.last_day ? to_string(*report.last_day) : "-";
  std::string line = chinese ? fmt::format("链完整：{} 条事实，{} 天，至 {}，头 sha256:{}", report.entries, report.days,
                                           day, report.head.hex())
                             : fmt::format("the chain is whole: {} facts, {} days, up to {}, head sha256:{}",
                                           report.entries, report.days, day, report.head.hex());
  if (report.pruned > 0) {
    line +=
        fmt::format(fmt::runtime(chinese ? "；{} 条审计日志到期清除，有记录" : "; {} audit entries removed on record"),
                    report.pruned);
  }
  if (report.destroyed > 0) {
    line += fmt::format(fmt::runtime(chinese ? "；{} 个个人信息值已销毁" : "; {} personal values destroyed on record"),
                        report.destroyed);
  }
  std::printf("%s\n", line.c_str());
}

json::object to_json(const ChainReport& report) {
  json::array faults;
  for (const ChainReport::Fault& fault : report.faults) {
    json::object row{{"n", fault.n}, {"what", fault.what}, {"code", store::kChainFaults.name(fault.code)}};
    if (!fault.fact.empty()) {
      row["fact"] = fault.fact;
      row["row"] = fault.row;
    }
    faults.push_back(std::move(row));
  }
  return {{"whole", report.whole()},
          {"entries", report.entries},
          {"days", report.days},
          {"last_day", report.last_day ? json::value(to_string(*report.last_day)) : json::value(nullptr)},
          {"head", report.head.hex()},
          {"pruned", report.pruned},
          {"destroyed", report.destroyed},
          {"faults", std::move(faults)}};
}

int run_verify(const VerifyOptions& options) {
  const auto box = config::read_box(options.config);
  if (!box) return report_error(box.error());
  auto reader = store::Readers(store::settings_in(box->state).database).reader();
  if (!reader) return report_error(reader.error());
  auto report = reader->verify_chain();
  if (!report) {
    if (report.error().code != ErrorCode::kCorrupt) return report_error(report.error());
    // A database that is damaged is one that falls short, not a question that was put wrongly.
    const std::string damage = report.error().chain();
    report = ChainReport{};
    report->faults.push_back({0, ChainFault::kUnreadable, {}, 0, damage});
  }
  if (options.json) {
    std::printf("%s\n", json::serialize(to_json(*report)).c_str());
  } else {
    print(*report, language_of_environment());
  }
  return report->whole() ? kDone : kFallsShort;
}

}  // namespace

void add_verify_command(CLI::App& xueshi, Run& chosen) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* command = xueshi.add_subcommand("verify", "is the box's database what its chain says? exit 1 when not");
  command->footer(kAbout);
  add_config_option(*command, options->config);
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, &chosen] { chosen = [options] { return run_verify(*options); }; });
}

}  // namespace xueshi::daemon
