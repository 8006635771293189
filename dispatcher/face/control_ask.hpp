#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "dispatcher/face/command_line_console.hpp"
#include "dispatcher/face/command_line_exit.hpp"
#include "dispatcher/face/json_table.hpp"
#include "net/local_client.hpp"

namespace dispatcher {

/// Asks the running daemon that a configuration names, over one connection, and says on
/// `console.err` what goes wrong. One thread; each question blocks.
class ControlAsk {
 public:
  static constexpr std::chrono::seconds answer_timeout{30};
  /// How often the same is asked of a daemon that is busy, a second apart.
  static constexpr int tries_max = 30;

  /// Reads the configuration and connects. Nothing: it said why, and `exit_code` is what the
  /// command ends with; exit_try_later when no daemon runs.
  static std::optional<ControlAsk> open(const std::filesystem::path& config, Console& console,
                                        ExitCode& exit_code);

  /// From here on `ask` ends its waits for a busy daemon when `wait` says stop, with no answer.
  void stop_when(WaitForStop wait) { wait_ = std::move(wait); }

  /// The answer, of whatever status. Nothing: there was none, it said why, the command ends with
  /// exit_try_later, and the request may have been acted on.
  std::optional<net::LocalResponse> ask(const net::LocalRequest& request);

  /// Prints a good answer, as it came or as a table, and says what a bad one means. As JSON also
  /// the answer that something cannot be done.
  ExitCode print(const net::LocalResponse& response, bool json,
                 std::string (*table)(std::string_view) = table_of_json);

 private:
  ControlAsk(net::LocalClient client, Console& console);

  net::LocalClient client_;
  Console* console_;
  WaitForStop wait_;
};

}  // namespace dispatcher
