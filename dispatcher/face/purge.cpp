#include "dispatcher/face/purge.hpp"

#include <utility>

#include "dispatcher/face/control_ask.hpp"
#include "dispatcher/face/control_purge.hpp"
#include "dispatcher/face/dead_filter.hpp"
#include "dispatcher/face/dead_pages.hpp"
#include "dispatcher/message/json_line.hpp"

namespace dispatcher {
namespace {

std::string counted(std::uint64_t count, std::string_view one) {
  return std::to_string(count) + ' ' + std::string(one) + (count == 1 ? "" : "s");
}

std::string sentence_of(const PurgePage& all, bool dry_run) {
  const auto outcomes = counted(all.count, "outcome");
  std::string text = dry_run ? outcomes + " would be forgotten" : "forgot " + outcomes;
  if (all.count == 0) return text;
  if (all.dead_count > 0) text += ", " + counted(all.dead_count, "dead letter") + " among them";
  if (dry_run) return text;
  return text + ": " + (all.count == 1 ? "its id is" : "their ids are") +
         " new again, and the bytes leave the disk with the daemon's next pass";
}

std::string json_of(const PurgePage& all, bool dry_run) {
  std::string text;
  JsonLine json(text);
  json.field(dry_run ? "matched" : "forgotten", all.count);
  json.field("dead", all.dead_count);
  json.close();
  return text;
}

/// Nothing: it was told what is wrong with the time.
std::optional<WallTime> before_of(const PurgeCommand& command, Console& console, WallTime now) {
  const auto before = parse_since(command.before, now);
  if (!before) {
    console.err << "--before: " << complaint_about_since(command.before) << '\n';
    return std::nullopt;
  }
  if (*before > now - outcome_kept_least) {
    console.err << "--before: " << too_young_to_forget << "; name a time at least a day ago\n";
    return std::nullopt;
  }
  return before;
}

std::string target_of(WallTime before, bool dry_run, std::uint64_t after) {
  std::string target = "/v1/purge?after=" + std::to_string(after);
  if (dry_run) target += "&dry_run=true";
  target += "&before=";
  append_rfc3339(target, before);
  return target;
}

/// Asks for all pages; `all` is their sum.
ExitCode walk(ControlAsk& daemon, Console& console, const CommandWorld& world, WallTime before,
              bool dry_run, PurgePage& all) {
  ProgressPrinter progress(console.err, console.progress);
  const auto add = [&](const PurgePage& page) {
    all.count += page.count;
    all.dead_count += page.dead_count;
    if (!console.progress.terminal) return true;
    ProgressView view;
    view.label = dry_run ? "counting" : "forgetting";
    view.done = all.count;
    view.unit = "outcomes";
    progress.update(std::move(view), ProgressPrinter::TimePoint(world.now().time_since_epoch()));
    return true;
  };
  const auto target = [&](std::uint64_t after) { return target_of(before, dry_run, after); };
  DeadPages pages(daemon, console, world.wait);
  const auto walked = pages.walk<PurgePage>("POST", target, parse_purge, add);
  progress.clear();
  return walked;
}

}  // namespace

ExitCode run_purge(const PurgeCommand& command, Console& console, const CommandWorld& world) {
  const auto before = before_of(command, console, world.now());
  if (!before) return exit_usage;
  ExitCode exit_code = exit_try_later;
  auto daemon = ControlAsk::open(command.config, console, exit_code);
  if (!daemon) return exit_code;
  daemon->stop_when(world.wait);

  PurgePage all;
  const auto walked = walk(*daemon, console, world, *before, command.dry_run, all);
  console.out << (command.json ? json_of(all, command.dry_run) : sentence_of(all, command.dry_run))
              << '\n';
  console.out.flush();
  if (walked == exit_done) return walked;
  console.err << (command.dry_run ? "not all were counted\n"
                                  : "this was not all: the rest stays as it is\n");
  return walked;
}

ExitCode run_purge(const PurgeCommand& command, Console& console) {
  return in_this_world(
      [&](const CommandWorld& world) { return run_purge(command, console, world); });
}

}  // namespace dispatcher
