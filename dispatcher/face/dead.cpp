#include "dispatcher/face/dead.hpp"

#include <utility>

#include "dispatcher/face/control_json.hpp"
#include "dispatcher/face/dead_filter.hpp"
#include "dispatcher/face/dead_pages.hpp"
#include "dispatcher/face/dead_table.hpp"
#include "dispatcher/face/options_quantity.hpp"
#include "dispatcher/message/json_line.hpp"
#include "dispatcher/message/sid.hpp"

namespace dispatcher {
namespace {

using Target = std::function<std::string(std::uint64_t after)>;

Target pages_of(std::string path, std::string query) {
  return [path = std::move(path), query = std::move(query)](std::uint64_t after) {
    return path + "?after=" + std::to_string(after) + query;
  };
}

std::string counted(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " dead letter" : " dead letters");
}

/// One run of `dead` against the daemon.
class Dead {
 public:
  Dead(ControlAsk& daemon, Console& console, const CommandWorld& world)
      : console_(console),
        world_(world),
        pages_(daemon, console, world.wait),
        progress_(console.err, console.progress) {}

  ExitCode run(const DeadListCommand& command) {
    bool headed = command.json;
    const auto print = [&](const DeadListPage& page) {
      if (!std::exchange(headed, true)) console_.out << dead_heading() << '\n';
      for (const auto& row : page.rows) {
        console_.out << (command.json ? row.json : dead_line(row)) << '\n';
      }
      console_.out.flush();
      return console_.out.good();
    };
    const auto target = pages_of("/v1/dead", query_of(filter_of(command.which)));
    return pages_.walk<DeadListPage>("GET", target, parse_dead_list, print);
  }

  ExitCode run(const DeadCountCommand& command) {
    return count(filter_of(command.which), command.json,
                 [](std::uint64_t matched) { return counted(matched); });
  }

  ExitCode run(const DeadRetryCommand& command) {
    const auto filter = ended_by_now(command.which);
    const auto pace = parse_pace(command.rate);
    if (!pace) {
      console_.err << "--rate: write 5/s, 30/m or 100/h, the number from 1 to 10000\n";
      return exit_usage;
    }
    if (command.dry_run) {
      return count(filter, command.json, [&](std::uint64_t matched) {
        const auto lasts = std::chrono::duration_cast<std::chrono::seconds>(*pace * matched);
        return counted(matched) + " would be sent again, within " + duration_text(lasts) + " at " +
               command.rate;
      });
    }
    DeadChangePage all;
    const auto first = pages_of("/v1/dead/retry", query_of(filter) + "&pace=" + command.rate);
    const auto target = [&](std::uint64_t after) {
      return first(after) + (all.next_due.empty() ? "" : "&due=" + all.next_due);
    };
    const auto walked = change(target, "retrying", all);
    return told(walked, all, command.json, "retried");
  }

  ExitCode run(const DeadPurgeCommand& command) {
    const auto filter = ended_by_now(command.which);
    if (command.dry_run) {
      return count(filter, command.json, [](std::uint64_t matched) {
        return "the messages of " + counted(matched) + " would be forgotten";
      });
    }
    DeadChangePage all;
    const auto target = pages_of("/v1/dead/purge", query_of(filter));
    const auto walked = change(target, "purging", all);
    return told(walked, all, command.json, "purged");
  }

 private:
  DeadFilter filter_of(const DeadSelection& which) const {
    DeadFilter filter;
    if (const auto sid = ServiceSid::parse(which.service)) filter.service = sid->canonical();
    filter.code = which.code;
    filter.reason = parse_dead_reason(which.reason);
    filter.since = parse_since(which.since, world_.now()).value_or(WallTime{});
    return filter;
  }

  /// What ends again while this goes on is not met a second time.
  DeadFilter ended_by_now(const DeadSelection& which) const {
    auto filter = filter_of(which);
    filter.until = world_.now();
    return filter;
  }

  template <class Sentence>
  ExitCode count(const DeadFilter& filter, bool json, Sentence sentence) {
    DeadKinds kinds;
    const auto add = [&](const DeadCountPage& page) {
      kinds.add(page);
      show("counting", kinds.matched());
      return true;
    };
    const auto target = pages_of("/v1/dead/count", query_of(filter));
    const auto walked = pages_.walk<DeadCountPage>("GET", target, parse_dead_count, add);
    progress_.clear();
    if (json) {
      console_.out << json_of(kinds) << '\n';
    } else {
      if (kinds.matched() > 0) console_.out << dead_kinds_heading() << '\n';
      for (const auto& kind : kinds.sorted()) console_.out << dead_kind_line(kind) << '\n';
      console_.out << sentence(kinds.matched()) << '\n';
    }
    console_.out.flush();
    if (walked != exit_done) console_.err << "not all were counted\n";
    return walked;
  }

  /// Adds up the pages.
  ExitCode change(const Target& target, std::string_view what, DeadChangePage& all) {
    const auto add = [&](const DeadChangePage& page) {
      all.matched += page.matched;
      all.changed += page.changed;
      all.next_due = page.next_due;
      show(what, all.changed);
      return true;
    };
    const auto walked = pages_.walk<DeadChangePage>("POST", target, parse_dead_change, add);
    progress_.clear();
    return walked;
  }

  ExitCode told(ExitCode walked, const DeadChangePage& all, bool json, std::string_view done) {
    if (json) {
      std::string text;
      JsonLine line(text);
      line.field("matched", all.matched);
      line.field(done, all.changed);
      line.field_if("due_until", all.changed > 0 ? std::string_view(all.next_due) : "");
      line.close();
      console_.out << text << '\n';
    } else {
      console_.out << done << ' ' << counted(all.changed);
      if (all.changed > 0 && !all.next_due.empty()) console_.out << ", due until " << all.next_due;
      console_.out << '\n';
    }
    console_.out.flush();
    if (walked != exit_done) console_.err << "this was not all: the rest stays as it is\n";
    return walked;
  }

  void show(std::string_view what, std::uint64_t done) {
    if (!console_.progress.terminal) return;
    ProgressView view;
    view.label = what;
    view.done = done;
    view.unit = "dead letters";
    progress_.update(std::move(view), ProgressPrinter::TimePoint(world_.now().time_since_epoch()));
  }

  static std::string json_of(const DeadKinds& kinds) {
    std::string text;
    JsonLine json(text);
    json.field("matched", kinds.matched());
    append_key(text, "kinds");
    text.push_back('[');
    for (const auto& kind : kinds.sorted()) {
      if (text.back() != '[') text.push_back(',');
      JsonLine entry(text);
      entry.field("count", kind.count);
      entry.field("outcome", kind.outcome);
      entry.field_if("status", kind.status);
      entry.field_if("code", kind.code);
      entry.field("text", kind.text);
      entry.close();
    }
    text.push_back(']');
    json.close();
    return text;
  }

  Console& console_;
  const CommandWorld& world_;
  DeadPages pages_;
  ProgressPrinter progress_;
};

}  // namespace

ExitCode run_dead(const DeadCommand& command, Console& console, const CommandWorld& world) {
  ExitCode exit_code = exit_try_later;
  const auto& config = std::visit(
      [](const auto& each) -> auto& { return each.config; }, command);
  auto daemon = ControlAsk::open(config, console, exit_code);
  if (!daemon) return exit_code;
  daemon->stop_when(world.wait);
  Dead dead(*daemon, console, world);
  return std::visit([&dead](const auto& each) { return dead.run(each); }, command);
}

ExitCode run_dead(const DeadCommand& command, Console& console) {
  return in_this_world(
      [&](const CommandWorld& world) { return run_dead(command, console, world); });
}

}  // namespace dispatcher
