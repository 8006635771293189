#include "dispatcher/face/submit.hpp"

#include <thread>

#include "dispatcher/face/check_config.hpp"
#include "dispatcher/face/submit_daemon.hpp"
#include "dispatcher/face/submit_ids.hpp"
#include "dispatcher/face/submit_input.hpp"
#include "dispatcher/face/submit_spool.hpp"
#include "dispatcher/message/json_line.hpp"
#include "net/runtime.hpp"

namespace dispatcher {
namespace {

/// One run of `submit`, from the options to the summary.
class Submit {
 public:
  /// \param daemon  nothing: none listens
  Submit(const SubmitCommand& command, const Options& options,
         std::optional<net::LocalClient> daemon, SubmitInput& input, Console& console,
         std::function<WallTime()> now)
      : strict_(command.strict),
        json_(command.json),
        new_ids_(command.new_ids),
        batch_(command.new_ids ? TimeOrderedIds{}.next(now()) : command.batch),
        options_(options),
        daemon_(std::move(daemon)),
        input_(input),
        console_(console),
        now_(std::move(now)),
        services_(services_of(options.accounts)),
        messages_(batch_, services_),
        refusals_(console.err, input.name()),
        progress_(console.err, console.progress) {}

  ExitCode run() {
    if (strict_) {
      CheckingSink check(messages_, now_, refuse_);
      const auto checked = walk("checking", check);
      if (checked != exit_done) return nothing_stored(checked);
      if (!input_.rewind()) return fail(exit_io, input_.name() + ": cannot be read again");
    }
    SubmitFailure failure;
    const auto sink = open_sink(failure);
    if (!sink) return fail(failure.exit_code, failure.sentence);
    return store(*sink);
  }

 private:
  std::unique_ptr<SubmitSink> open_sink(SubmitFailure& failure) {
    if (!daemon_) return SpoolSink::open(options_, messages_, now_, refuse_, failure);
    return std::make_unique<DaemonSink>(
        *std::move(daemon_), options_.control_socket, batch_, refuse_,
        [](std::chrono::milliseconds pause) { std::this_thread::sleep_for(pause); });
  }

  ExitCode store(SubmitSink& sink) {
    const auto walked = walk("storing", sink);
    sink.finish();
    refusals_.finish();
    summary(sink.counts());
    const auto failure = sink.failure();
    if (failure.exit_code != exit_done) {
      return fail(failure.exit_code,
                  failure.sentence + "; what was accepted is safe" + how_to_go_on());
    }
    if (id_missing_) return exit_usage;
    return walked != exit_done ? walked : refusals_.count() > 0 ? exit_data : exit_done;
  }

  std::string how_to_go_on() const {
    const std::string again = ", submit again";
    return new_ids_ ? again + " with --batch " + batch_ + " in place of --new-ids" : again;
  }

  /// Reads every line into the sink, until that fails or a line wants what the command lacks.
  ExitCode walk(const std::string& label, SubmitSink& sink) {
    LineReader lines(input_.descriptor(), line_bytes_max);
    while (const auto line = lines.next()) {
      if (!sink.take(*line)) break;
      if (id_missing_) return exit_usage;
      if (line->number % lines_a_look == 0) show(label, lines.bytes_read());
    }
    progress_.clear();
    if (lines.error()) {
      return fail(exit_io, input_.name() + ": cannot be read: " + lines.error().message());
    }
    return refusals_.count() > 0 ? exit_data : exit_done;
  }

  static constexpr std::uint64_t lines_a_look = 1000;

  void show(const std::string& label, std::uint64_t bytes_read) {
    constexpr std::uint64_t mib = 1 << 20;
    ProgressView view;
    view.label = label;
    view.done = bytes_read / mib;
    view.total = input_.size_bytes() / mib;
    view.unit = "MiB";
    progress_.update(std::move(view), ProgressPrinter::TimePoint(now_().time_since_epoch()));
  }

  ExitCode nothing_stored(ExitCode code) {
    refusals_.finish();
    summary({});
    return fail(code, "nothing was stored, because of --strict");
  }

  ExitCode fail(ExitCode code, const std::string& sentence) {
    progress_.clear();
    console_.err << sentence << '\n';
    return code;
  }

  void summary(const IntakeCounts& counts) {
    if (json_) {
      std::string text;
      JsonLine line(text);
      line.field("accepted", counts.accepted);
      line.field("duplicate", counts.duplicate);
      line.field("refused", refusals_.count());
      line.field_if("batch", batch_);
      line.close();
      console_.out << text << '\n';
    } else {
      console_.out << "accepted " << counts.accepted << ", duplicate " << counts.duplicate
                   << ", refused " << refusals_.count();
      if (!batch_.empty()) console_.out << ", batch " << batch_;
      console_.out << '\n';
    }
    console_.out.flush();
  }

  const bool strict_;
  const bool json_;
  const bool new_ids_;
  const std::string batch_;
  const Options& options_;
  std::optional<net::LocalClient> daemon_;
  SubmitInput& input_;
  Console& console_;
  const std::function<WallTime()> now_;
  const KnownServices services_;
  SubmitMessages messages_;
  Refusals refusals_;
  ProgressPrinter progress_;
  bool id_missing_ = false;
  const SubmitSink::OnRefused refuse_ = [this](const RefusedLine& refused) {
    progress_.clear();
    refusals_.add(refused);
    id_missing_ = id_missing_ || refused.id_missing;
  };
};

/// The daemon, or nothing when none listens. Who writes the spool himself is as good as the daemon,
/// and needs the whole configuration to be right. False: it said why not.
bool find_daemon(const SubmitCommand& command, Console& console, Options& options,
                 std::optional<net::LocalClient>& daemon, ExitCode& exit_code) {
  exit_code = exit_config;
  if (!load_or_complain(command.config, console, options, OptionsFor::asking)) return false;
  std::string detail;
  auto client = net::LocalClient::connect(options.control_socket, detail);
  if (client) {
    daemon.emplace(std::move(*client));
    return true;
  }
  if (client.error() == net::errc::nobody_listens) {
    return load_or_complain(command.config, console, options);
  }
  console.err << detail << '\n';
  exit_code = exit_code_of(client.error());
  return false;
}

}  // namespace

ExitCode run_submit(const SubmitCommand& command, Console& console, std::function<WallTime()> now) {
  Options options;
  std::optional<net::LocalClient> daemon;
  ExitCode exit_code = exit_done;
  if (!find_daemon(command, console, options, daemon, exit_code)) return exit_code;
  SubmitInput input(command.input);
  if (!input.complaint().empty()) {
    console.err << input.complaint() << '\n';
    return exit_no_input;
  }
  if (command.strict && !input.is_regular_file()) {
    console.err << input.name() << ": --strict reads its input twice: give it a regular file\n";
    return exit_usage;
  }
  return Submit(command, options, std::move(daemon), input, console, std::move(now)).run();
}

ExitCode run_submit(const SubmitCommand& command, Console& console) {
  const net::Runtime runtime(0);  // for its clock alone
  return run_submit(command, console, [&runtime] { return runtime.wall_now(); });
}

}  // namespace dispatcher
