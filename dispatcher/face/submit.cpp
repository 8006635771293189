#include "dispatcher/face/submit.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "dispatcher/face/check_config.hpp"
#include "dispatcher/face/submit_digest_key.hpp"
#include "dispatcher/face/submit_input.hpp"
#include "dispatcher/face/submit_intake.hpp"
#include "dispatcher/face/submit_lines.hpp"
#include "dispatcher/face/submit_messages.hpp"
#include "dispatcher/face/submit_refusals.hpp"
#include "dispatcher/message/json_line.hpp"
#include "net/runtime.hpp"

namespace dispatcher {
namespace {

/// One run of `submit`, from the options to the summary.
class Submit {
 public:
  Submit(const SubmitCommand& command, const Options& options, SubmitInput& input, Console& console,
         std::function<WallTime()> now)
      : command_(command),
        options_(options),
        input_(input),
        console_(console),
        now_(std::move(now)),
        messages_(command, options),
        refusals_(console.err, input.name()),
        progress_(console.err, console.progress) {}

  ExitCode run() {
    if (command_.strict) {
      const auto checked = walk("checking", [](std::uint64_t, const Message&) { return true; });
      if (checked != exit_done) return nothing_stored(checked);
      if (!input_.rewind()) return fail(exit_io, input_.name() + ": cannot be read again");
    }
    std::string detail;
    auto spool_options = options_.spool;
    spool_options.now = now_;
    const auto spool = queue::DurableSpool::open(std::move(spool_options), detail);
    if (!spool) return fail(exit_code_of(spool.error()), spool_sentence(spool.error(), detail));
    DigestKey key{};
    if (!load_or_make_digest_key(options_.spool.directory, key, detail)) {
      return fail(exit_io, detail);
    }
    return store(**spool, key);
  }

 private:
  ExitCode store(queue::DurableSpool& spool, const DigestKey& key) {
    IntakePipe pipe(
        [&](queue::Intake intake) { return spool.submit(std::move(intake)); }, now_,
        [this](std::uint64_t line) {
          refuse(line, {"id", "is known, with other content", "give a new message a new id"});
        });
    const auto walked = walk("storing", [&](std::uint64_t line, const Message& message) {
      return pipe.add(line, to_spool(message, key));
    });
    const bool stored = pipe.finish();
    refusals_.finish();
    summary(pipe.counts());
    if (!stored) {
      return fail(exit_code_of(pipe.error()), "the spool takes no more: " + pipe.error().message() +
                                                  "; what was accepted is safe");
    }
    return walked != exit_done ? walked : refusals_.count() > 0 ? exit_data : exit_done;
  }

  /// Reads every line and passes its message on, until `pass_on` gives false.
  template <class PassOn>
  ExitCode walk(const std::string& label, const PassOn& pass_on) {
    LineReader lines(input_.descriptor(), line_bytes_max);
    while (const auto line = lines.next()) {
      const auto now = now_();
      const auto message = messages_.read(*line, now);
      if (!message) {
        refuse(line->number, message.error());
        if (messages_.id_was_missing()) return exit_usage;
      } else if (!pass_on(line->number, *message)) {
        return exit_done;
      }
      if (line->number % lines_a_look == 0) show(label, lines.bytes_read(), now);
    }
    progress_.clear();
    if (lines.error()) {
      return fail(exit_io, input_.name() + ": cannot be read: " + lines.error().message());
    }
    return refusals_.count() > 0 ? exit_data : exit_done;
  }

  static constexpr std::uint64_t lines_a_look = 1000;

  void show(const std::string& label, std::uint64_t bytes_read, WallTime now) {
    constexpr std::uint64_t mib = 1 << 20;
    ProgressView view;
    view.label = label;
    view.done = bytes_read / mib;
    view.total = input_.size_bytes() / mib;
    view.unit = "MiB";
    progress_.update(std::move(view), ProgressPrinter::TimePoint(now.time_since_epoch()));
  }

  void refuse(std::uint64_t line, const SubmissionError& error) {
    progress_.clear();
    refusals_.add(line, error);
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

  static std::string spool_sentence(const boost::system::error_code& error,
                                    const std::string& detail) {
    if (error == queue::errc::in_use) {
      return "the spool is in use: a dispatcher is running on it. Stop it, then submit again";
    }
    return detail.empty() ? error.message() : detail;
  }

  void summary(const IntakeCounts& counts) {
    if (command_.json) {
      std::string text;
      JsonLine line(text);
      line.field("accepted", counts.accepted);
      line.field("duplicate", counts.duplicate);
      line.field("refused", refusals_.count());
      line.close();
      console_.out << text << '\n';
    } else {
      console_.out << "accepted " << counts.accepted << ", duplicate " << counts.duplicate
                   << ", refused " << refusals_.count() << '\n';
    }
    console_.out.flush();
  }

  const SubmitCommand& command_;
  const Options& options_;
  SubmitInput& input_;
  Console& console_;
  const std::function<WallTime()> now_;
  SubmitMessages messages_;
  Refusals refusals_;
  ProgressPrinter progress_;
};

/// Files of another user in the spool would stop its daemon. Empty: there is nothing against it.
std::string ownership_complaint(const std::filesystem::path& directory) {
  struct stat status {};
  if (::stat(directory.c_str(), &status) != 0 || status.st_uid == ::geteuid()) return {};
  return directory.string() + " belongs to another user (number " + std::to_string(status.st_uid) +
         "); submit as that user";
}

}  // namespace

ExitCode run_submit(const SubmitCommand& command, Console& console, std::function<WallTime()> now) {
  Options options;
  if (!load_or_complain(command.config, console, options)) return exit_config;
  SubmitInput input(command.input);
  if (!input.complaint().empty()) {
    console.err << input.complaint() << '\n';
    return exit_no_input;
  }
  if (command.strict && !input.is_regular_file()) {
    console.err << input.name() << ": --strict reads its input twice: give it a regular file\n";
    return exit_usage;
  }
  const auto complaint = ownership_complaint(options.spool.directory);
  if (!complaint.empty()) {
    console.err << complaint << '\n';
    return exit_try_later;
  }
  return Submit(command, options, input, console, std::move(now)).run();
}

ExitCode run_submit(const SubmitCommand& command, Console& console) {
  const net::Runtime runtime(0);  // for its clock alone
  return run_submit(command, console, [&runtime] { return runtime.wall_now(); });
}

}  // namespace dispatcher
