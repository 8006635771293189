#include "dispatcher/face/outcomes.hpp"

#include "dispatcher/face/check_config.hpp"
#include "dispatcher/face/outcomes_table.hpp"
#include "dispatcher/face/spool_care.hpp"

namespace dispatcher {
namespace {

constexpr std::size_t rows_a_read = 1000;
/// What `--open` shows at most: an operator who has more has another problem first.
constexpr std::size_t open_rows_max = 100'000;

/// Prints until nobody reads any more; that ends the command, and is no error.
class OutcomePrinter {
 public:
  OutcomePrinter(const OutcomesCommand& command, Console& console)
      : json_(command.json), console_(console), after_(command.after) {}

  /// Everything there is behind what was printed so far.
  queue::Result<void> outcomes(queue::SpoolReader& reader) {
    while (console_.out) {
      const auto rows = reader.outcomes(after_, rows_a_read);
      if (!rows) return rows.error();
      for (const auto& row : *rows) print(row);
      console_.out.flush();
      if (rows->size() < rows_a_read) break;
    }
    return {};
  }

  queue::Result<void> open_messages(queue::SpoolReader& reader) {
    const auto rows = reader.open_messages(open_rows_max);
    if (!rows) return rows.error();
    for (const auto& row : *rows) print(row);
    console_.out.flush();
    if (rows->size() == open_rows_max) {
      console_.err << "only the first " << open_rows_max << " are shown\n";
    }
    return {};
  }

  bool damaged() const { return damaged_; }

 private:
  void print(const queue::OutcomeRow& row) {
    after_ = row.sequence;
    const auto outcome = decode_outcome(row.outcome);
    if (!outcome) return unreadable(row.id);
    text_.clear();
    if (json_) {
      append_json(text_, row.sequence, row.id, *outcome);
    } else {
      text_ = outcome_line(row, *outcome);
    }
    line(outcome_heading());
  }

  void print(const queue::OpenRow& row) {
    const auto progress = decode_progress(row.progress);
    if (!progress) return unreadable(row.id);
    text_.clear();
    if (json_) {
      const auto state = row.held ? OpenState::held : OpenState::in_doubt;
      append_json(text_, row.id, state, *progress, row.due);
    } else {
      text_ = open_line(row, *progress);
    }
    line(open_heading());
  }

  void line(const std::string& heading) {
    if (!json_ && !headed_) console_.out << heading << '\n';
    headed_ = true;
    console_.out << text_ << '\n';
  }

  void unreadable(const std::string& id) {
    damaged_ = true;
    console_.err << id << ": its record cannot be read by this version\n";
  }

  const bool json_;
  Console& console_;
  std::uint64_t after_;
  std::string text_;
  bool headed_ = false;
  bool damaged_ = false;
};

ExitCode unreadable_spool(const OutcomesCommand& command, Console& console,
                          const boost::system::error_code& error, const std::string& detail) {
  console.err << (detail.empty() ? error.message() : detail) << repair_hint(error, command.config)
              << '\n';
  return error == queue::errc::directory_unusable ? exit_no_input : exit_code_of(error);
}

}  // namespace

ExitCode print_outcomes(const OutcomesCommand& command, Console& console,
                        queue::SpoolReader& reader, const WaitForStop& wait,
                        std::chrono::milliseconds follow_interval) {
  OutcomePrinter printer(command, console);
  auto read = command.open ? printer.open_messages(reader) : printer.outcomes(reader);
  while (read && command.follow && console.out && !wait(follow_interval)) {
    read = reader.refresh();
    if (read) read = printer.outcomes(reader);
  }
  if (!read) return unreadable_spool(command, console, read.error(), {});
  return printer.damaged() ? exit_io : exit_done;
}

ExitCode run_outcomes(const OutcomesCommand& command, Console& console, const WaitForStop& wait) {
  Options options;
  if (!load_or_complain(command.config, console, options)) return exit_config;
  std::string detail;
  const auto reader = queue::SpoolReader::open(options.spool.directory, detail);
  if (!reader) return unreadable_spool(command, console, reader.error(), detail);
  return print_outcomes(command, console, **reader, wait);
}

ExitCode run_outcomes(const OutcomesCommand& command, Console& console) {
  if (command.follow) block_stop_signals();  // the reader may have threads of its own
  return run_outcomes(command, console, wait_for_stop);
}

}  // namespace dispatcher
