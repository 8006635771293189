#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/face/log_event.hpp"
#include "dispatcher/face/log_line.hpp"
#include "dispatcher/face/options_secret.hpp"
#include "dispatcher/retention_options.hpp"
#include "dispatcher/shard.hpp"
#include "net/tls_context.hpp"
#include "net/url.hpp"
#include "queue/durable_spool.hpp"

/// What the configuration file says. Defaults of a part stand in the options struct beside that
/// part; this is the way from the file into them.
namespace dispatcher {

struct AccountOptions {
  std::string name;
  std::string base_url = "https://proxy.twilio.com";
  net::TlsOptions tls;
  std::string username_file;
  std::string password_file;
  std::vector<std::string> services;  ///< SIDs, or one "*": what no other account names
  /// Requests of this account in flight at once. The provider's ceiling is not published; third
  /// parties name 100 (https://www.twilio.com/docs/api/errors/20429 says that there is one).
  std::uint32_t in_flight_max = 100;

  // Made from the above.
  net::Endpoint endpoint;
  Secret username;
  Secret password;
};

struct Options {
  queue::SpoolOptions spool;
  std::vector<AccountOptions> accounts;
  /// Where the daemon listens for whoever asks it; what it becomes when left out: `control.socket`
  /// in the directory of the spool.
  std::filesystem::path control_socket;
  ShardOptions shard;
  RetentionOptions retention;
  /// Threads that send; 0: one less than there are processors, at least one.
  std::size_t shards_count = 0;
  LogLevel log_level = LogLevel::info;
  LogFormat log_format = LogFormat::automatic;
};

/// What the options are for: who only asks a running daemon, or leaves messages, need not be able
/// to read its secrets, which then stay empty.
enum class OptionsFor : std::uint8_t { sending = 1, asking };

/// The options are good only if there are no errors. Each error is one line:
/// "file:line:column: section.key: what is wrong and what to do".
struct OptionsRead {
  Options options;
  std::vector<std::string> errors;
};

/// \param directory  relative paths in the file start here
OptionsRead read_options(std::string_view text, const std::string& file_name,
                         const std::filesystem::path& directory,
                         OptionsFor use = OptionsFor::sending);

/// Reads the file; relative paths in it start at its own directory.
OptionsRead load_options(const std::filesystem::path& file, OptionsFor use = OptionsFor::sending);

/// What the options are, defaults included and secrets left out: "section.key = value" in TOML's
/// notation, accounts as "account.NAME.key".
std::vector<std::pair<std::string, std::string>> effective_settings(const Options& options);

}  // namespace dispatcher
