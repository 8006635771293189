#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dispatcher/face/command_line_exit.hpp"

namespace dispatcher {

inline constexpr auto default_config_file = "/etc/dispatcher/dispatcher.toml";

struct SubmitCommand {
  std::filesystem::path config = default_config_file;
  std::string input;     ///< path, or "-" for standard input
  bool strict = false;   ///< one bad line refuses all
  std::string batch;     ///< line n without id gets the id batch:n; empty: none
  bool new_ids = false;  ///< the batch gets a new name
  bool json = false;
};

struct RunCommand {
  std::filesystem::path config = default_config_file;
  bool until_empty = false;
  bool json = false;
};

struct OutcomesCommand {
  std::filesystem::path config = default_config_file;
  std::uint64_t after = 0;  ///< only outcomes with a higher sequence
  bool follow = false;      ///< wait for more
  bool open = false;        ///< instead: messages that are held or in doubt
  bool json = false;
};

struct StatusCommand {
  std::filesystem::path config = default_config_file;
  bool json = false;
};

/// Where the backlog is.
struct QueueCommand {
  std::filesystem::path config = default_config_file;
  bool watch = false;  ///< again and again, on a terminal
  bool all = false;    ///< all lanes of the answer, not only the largest
  bool json = false;
};

struct ShowCommand {
  std::filesystem::path config = default_config_file;
  std::string id;
  bool json = false;
};

/// What a hold is of: one of the three.
struct HoldTarget {
  std::string service{};
  std::string account{};
  std::string id{};
};

struct HoldCommand {
  std::filesystem::path config = default_config_file;
  HoldTarget what;
  std::string reason;  ///< empty: the daemon gives one
  bool json = false;
};

struct ReleaseCommand {
  std::filesystem::path config = default_config_file;
  HoldTarget what;
  bool json = false;
};

struct SettleCommand {
  std::filesystem::path config = default_config_file;
  std::string id;
  std::string as;      ///< "sent" or "not-sent"
  std::string reason;  ///< may be empty
  bool json = false;
};

/// Which dead letters; what is empty means any.
struct DeadSelection {
  std::string service{};
  std::optional<std::uint32_t> code{};
  std::string reason{};  ///< "rejected", "dead" or "expired"
  std::string since{};   ///< a time (RFC 3339) or an age

  bool is_any() const { return service.empty() && !code && reason.empty() && since.empty(); }
};

struct DeadListCommand {
  std::filesystem::path config = default_config_file;
  DeadSelection which;
  bool json = false;
};

struct DeadCountCommand {
  std::filesystem::path config = default_config_file;
  DeadSelection which;
  bool json = false;
};

struct DeadRetryCommand {
  std::filesystem::path config = default_config_file;
  DeadSelection which;
  std::string rate = "5/s";
  bool dry_run = false;  ///< only tell what would be done
  bool json = false;
};

struct DeadPurgeCommand {
  std::filesystem::path config = default_config_file;
  DeadSelection which;
  bool all = false;  ///< needed when the selection is any
  bool dry_run = false;
  bool json = false;
};

using DeadCommand =
    std::variant<DeadListCommand, DeadCountCommand, DeadRetryCommand, DeadPurgeCommand>;

/// Forgets what ended long ago.
struct PurgeCommand {
  std::filesystem::path config = default_config_file;
  std::string before;    ///< a time (RFC 3339) or an age
  bool dry_run = false;  ///< only tell what would be done
  bool json = false;
};

/// One of the three names what to cancel.
struct CancelCommand {
  std::filesystem::path config = default_config_file;
  std::string id;
  std::string service;
  std::string batch;
  bool json = false;
};

/// Measures an account with messages that are really sent.
struct BenchCommand {
  std::filesystem::path config = default_config_file;
  std::string service;
  std::vector<std::string> to;  ///< KC../KP..: participants, in turn
  std::uint64_t messages = 0;
  std::string rate;  ///< "30/s"
  bool json = false;
};

struct CheckConfigCommand {
  std::filesystem::path config = default_config_file;
  bool json = false;
};

/// Looks at the spool that no daemon has open, or makes it whole.
struct SpoolCommand {
  std::filesystem::path config = default_config_file;
  bool repair = false;
  bool dry_run = false;  ///< with repair: only tells
  bool json = false;
};

/// The command line asked for help or the version, or is wrong: nothing is left but to print.
struct PrintAndExit {
  std::string text;
  ExitCode exit_code = exit_done;  ///< other than exit_done: the text belongs on standard error
};

using Command = std::variant<SubmitCommand, RunCommand, OutcomesCommand, StatusCommand,
                             QueueCommand, ShowCommand, HoldCommand, ReleaseCommand, SettleCommand,
                             CancelCommand, DeadCommand, PurgeCommand, BenchCommand,
                             CheckConfigCommand, SpoolCommand, PrintAndExit>;

Command parse_command_line(int count, const char* const* arguments);

/// How to write the SID of a Service; empty: it is one.
std::string complaint_about_service(const std::string& service);

}  // namespace dispatcher
