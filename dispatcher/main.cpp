#include <exception>
#include <iostream>
#include <variant>

#include "dispatcher/face/bench.hpp"
#include "dispatcher/face/cancel.hpp"
#include "dispatcher/face/check_config.hpp"
#include "dispatcher/face/command_line.hpp"
#include "dispatcher/face/dead.hpp"
#include "dispatcher/face/outcomes.hpp"
#include "dispatcher/face/purge.hpp"
#include "dispatcher/face/queue.hpp"
#include "dispatcher/face/run.hpp"
#include "dispatcher/face/settle.hpp"
#include "dispatcher/face/spool_care.hpp"
#include "dispatcher/face/status.hpp"
#include "dispatcher/face/submit.hpp"
#include "net/tls_memory.hpp"

/// What jemalloc is to do, if it is linked: its manual, "malloc_conf". Messages lie all over a
/// hundred megabytes, and in pages of 4 KiB their addresses alone are misses: large pages cost 20
/// MiB and save a tenth of the processor time. An arena takes at least one, so they are few.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "narenas:4,thp:always,metadata_thp:auto";
}

namespace {

using namespace dispatcher;

ExitCode run(const SubmitCommand& command, Console& console) {
  return run_submit(command, console);
}
ExitCode run(const RunCommand& command, Console& console) { return run_run(command, console); }
ExitCode run(const OutcomesCommand& command, Console& console) {
  return run_outcomes(command, console);
}
ExitCode run(const StatusCommand& command, Console& console) {
  return run_status(command, console);
}
ExitCode run(const QueueCommand& command, Console& console) { return run_queue(command, console); }
ExitCode run(const ShowCommand& command, Console& console) { return run_show(command, console); }
ExitCode run(const HoldCommand& command, Console& console) { return run_hold(command, console); }
ExitCode run(const ReleaseCommand& command, Console& console) {
  return run_release(command, console);
}
ExitCode run(const SettleCommand& command, Console& console) {
  return run_settle(command, console);
}
ExitCode run(const DeadCommand& command, Console& console) { return run_dead(command, console); }
ExitCode run(const PurgeCommand& command, Console& console) { return run_purge(command, console); }
ExitCode run(const CancelCommand& command, Console& console) {
  return run_cancel(command, console);
}
ExitCode run(const BenchCommand& command, Console& console) { return run_bench(command, console); }
ExitCode run(const CheckConfigCommand& command, Console& console) {
  return run_check_config(command, console);
}
ExitCode run(const SpoolCommand& command, Console& console) {
  return run_spool_care(command, console);
}
ExitCode run(const PrintAndExit& print, Console& console) {
  (print.exit_code == exit_done ? console.out : console.err) << print.text;
  return print.exit_code;
}

}  // namespace

int main(int count, char** arguments) {
  (void)net::tls_memory::use_for_openssl();  // without it all works, and takes more memory calls
  Console console = standard_console();
  try {
    return std::visit([&console](const auto& command) { return run(command, console); },
                      parse_command_line(count, arguments));
  } catch (const std::exception& error) {
    // Only what is foreign throws: memory, threads, the standard library.
    console.err << "dispatcher: " << error.what() << '\n';
    return exit_software;
  }
}
