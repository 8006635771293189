#include "dispatcher/face/options_check.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>

#include "dispatcher/face/options_quantity.hpp"
#include "dispatcher/message/proxy_api.hpp"
#include "dispatcher/message/sid.hpp"
#include "net/loopback.hpp"

namespace dispatcher {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view every_service = "*";
constexpr std::size_t account_name_chars_max = 56;
static_assert(std::string_view("account:").size() + account_name_chars_max <=
                  queue::lane_name_bytes_max,
              "a hold of the account must have a name in the spool (account_group)");
constexpr std::size_t token_chars_min = 16;
constexpr std::size_t socket_path_bytes_max = 107;  // unix(7): sun_path has 108 with its zero
constexpr std::uintmax_t certificates_bytes_max = 16 << 20;  // the system's own store has 0.2 MiB

/// Empty when the file may hold certificates; what they are worth, TLS says when it loads them.
std::string complaint_about_certificates(const std::string& file) {
  std::error_code error;
  const auto status = fs::status(file, error);
  if (fs::exists(status) && !fs::is_regular_file(status)) return file + " is not a regular file";
  std::ifstream in(file);
  if (!in) return "cannot read " + file;
  if (fs::file_size(file, error) > certificates_bytes_max) {
    return file + " is too long to be a file of certificates";
  }
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("-----BEGIN ")) return {};
  }
  return file + " holds no PEM certificate: no line begins with -----BEGIN";
}

class Checker {
 public:
  Checker(Options& options, const OptionsPlaces& places, const fs::path& directory, OptionsFor use)
      : options_(options), places_(places), directory_(directory), use_(use) {}

  std::vector<OptionsComplaint> run() {
    const auto& spool = options_.spool.directory;
    if (!spool.empty()) options_.spool.directory = whole(spool.string());
    control_socket();
    http();
    durations();
    if (options_.accounts.empty()) {
      complaints_.push_back({{}, "account", "none is there; add one with [[account]]"});
    }
    for (std::size_t i = 0; i < options_.accounts.size(); ++i) account(i);
    return std::move(complaints_);
  }

 private:
  std::string whole(const std::string& path) const {
    return (directory_ / path).lexically_normal().string();
  }

  /// The complaint goes to whichever of the two keys the file names.
  void contradiction(std::string_view key, std::string_view other, std::string sentence) {
    const auto found = places_.settings.find(key);
    const auto otherwise = places_.settings.find(other);
    const bool named = found != places_.settings.end();
    const auto place = named                                 ? found->second
                       : otherwise != places_.settings.end() ? otherwise->second
                                                             : FilePlace{};
    complaints_.push_back({place, std::string(key), std::move(sentence)});
  }

  void control_socket() {
    auto& socket = options_.control_socket;
    if (options_.spool.directory.empty() && socket.empty()) return;  // reported as missing
    socket = socket.empty() ? options_.spool.directory / "control.socket"
                            : fs::path(whole(socket.string()));
    const auto length_bytes = socket.native().size();
    if (length_bytes <= socket_path_bytes_max) return;
    contradiction("control.socket", "spool.directory",
                  "is " + std::to_string(length_bytes) + " bytes long (" + socket.string() +
                      "); the path of a socket has at most " +
                      std::to_string(socket_path_bytes_max) + ": name a shorter one");
  }

  void http() {
    auto& http = options_.http;
    if (http.listen.empty() != http.token_file.empty()) {
      return http.listen.empty()
                 ? contradiction("http.listen", "http.token_file",
                                 "is missing beside http.token_file; set both, or neither")
                 : contradiction("http.token_file", "http.listen",
                                 "is missing beside http.listen: every user of this machine can "
                                 "connect there; name a file with a token of 16 characters or "
                                 "more, such as `openssl rand -hex 32` writes");
    }
    if (http.listen.empty()) return;
    if (const auto address = net::parse_loopback_address(http.listen)) {
      http.address = *address;
    } else {
      contradiction("http.listen", "http.listen",
                    "expected \"127.0.0.1:PORT\" or \"[::1]:PORT\": only this machine may connect, "
                    "since there is no TLS; for others put a proxy with TLS before it");
    }
    http.token_file = whole(http.token_file);
    if (use_ == OptionsFor::sending) token(http);
  }

  void token(HttpOptions& http) {
    std::string complaint;
    if (!read_secret_file(http.token_file, http.token, complaint)) {
      return contradiction("http.token_file", "http.token_file", std::move(complaint));
    }
    const auto token = http.token.reveal();
    const auto fits = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
             std::string_view("-._~+/=").find(c) != std::string_view::npos;
    };
    if (token.size() < token_chars_min || !std::ranges::all_of(token, fits)) {
      contradiction("http.token_file", "http.token_file",
                    http.token_file +
                        " holds no token: 16 or more of A-Z a-z 0-9 - . _ ~ + / = "
                        "(RFC 6750 section 2.1), such as `openssl rand -hex 32` writes");
    }
  }

  void durations() {
    const auto& pool = options_.shard.outlet.pool;
    const auto& retry = options_.shard.retry;
    if (retry.resend_after < pool.response_timeout) {
      contradiction("ambiguous.resend_after", "timeouts.response",
                    "must not be below timeouts.response (" + duration_text(pool.response_timeout) +
                        "): the first answer may still come");
    }
    looks(options_.shard.reconcile);
    if (retry.cap < retry.base) {
      contradiction("retry.cap", "retry.base",
                    "must not be below retry.base (" + duration_text(retry.base) + ")");
    }
    const auto& retention = options_.retention;
    if (retention.outcomes < retention.bodies) {
      contradiction("retention.outcomes", "retention.bodies",
                    "must not be below retention.bodies (" + duration_text(retention.bodies) +
                        "): a message is kept no longer than its outcome");
    }
  }

  void looks(const ReconcileOptions& reconcile) {
    if (reconcile.look_second <= reconcile.look_first) {
      contradiction(
          "ambiguous.look_second", "ambiguous.look_first",
          "must be above ambiguous.look_first (" + duration_text(reconcile.look_first) + ")");
    }
    if (reconcile.look_last <= reconcile.look_second) {
      contradiction(
          "ambiguous.look_last", "ambiguous.look_second",
          "must be above ambiguous.look_second (" + duration_text(reconcile.look_second) + ")");
    }
  }

  void complain(std::size_t index, std::string_view key, std::string sentence) {
    const auto& places = places_.accounts[index];
    auto found = places.find(key);
    if (found == places.end()) found = places.find("");
    const auto place = found == places.end() ? FilePlace{} : found->second;
    complaints_.push_back({place, "account." + std::string(key), std::move(sentence)});
  }

  void account(std::size_t index) {
    account_name(index);
    account_services(index);
    auto& account = options_.accounts[index];
    if (const auto endpoint = net::parse_base_url(account.base_url)) {
      account.endpoint = *endpoint;
    } else {
      complain(index, "base_url", "expected https://host or https://host:port, nothing behind it");
    }
    if (!account.tls.ca_file.empty()) {
      account.tls.ca_file = whole(account.tls.ca_file);
      auto complaint = complaint_about_certificates(account.tls.ca_file);
      if (!complaint.empty()) complain(index, "ca_file", std::move(complaint));
    }
    if (use_ != OptionsFor::sending) return;
    secret(index, "username_file", account.username_file, account.username);
    secret(index, "password_file", account.password_file, account.password);
    credential_fits(index);
  }

  void account_name(std::size_t index) {
    const auto& name = options_.accounts[index].name;
    const bool valid =
        name.size() <= account_name_chars_max && std::ranges::all_of(name, [](char c) {
          return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
        });
    if (!valid)
      complain(index, "name",
               "expected up to " + std::to_string(account_name_chars_max) +
                   " letters, digits, '-' and '_'");
    for (std::size_t other = 0; !name.empty() && other < index; ++other) {
      if (options_.accounts[other].name != name) continue;
      complain(index, "name", "\"" + name + "\" names another account already");
    }
  }

  /// Services get their canonical spelling, by which lanes are named.
  void account_services(std::size_t index) {
    auto& services = options_.accounts[index].services;
    for (auto& service : services) {
      if (service == every_service && services.size() > 1) {
        complain(index, "services",
                 "\"*\" stands alone: it means every Service that no other account names");
        continue;
      }
      if (service != every_service) {
        const auto sid = ServiceSid::parse(service);
        if (!sid) {
          complain(index, "services",
                   "\"" + service + "\" is no Service: KS and 32 hexadecimal digits, or \"*\"");
          continue;
        }
        service = sid->canonical();
      }
      owned_once(index, service);
    }
  }

  void owned_once(std::size_t index, const std::string& service) {
    const auto [owner, is_new] = owners_.emplace(service, index);
    if (is_new) return;
    complain(index, "services",
             "\"" + service + "\" belongs to account \"" + options_.accounts[owner->second].name +
                 "\" already; leave it in one of them");
  }

  void secret(std::size_t index, std::string_view key, std::string& file, Secret& secret) {
    if (file.empty()) return;  // reported as missing
    file = whole(file);
    std::string complaint;
    if (!read_secret_file(file, secret, complaint)) complain(index, key, std::move(complaint));
  }

  void credential_fits(std::size_t index) {
    const auto username = options_.accounts[index].username.reveal();
    const auto password = options_.accounts[index].password.reveal();
    if (username.find(':') != std::string_view::npos) {
      complain(index, "username_file", "a user name has no ':' (RFC 7617 section 2)");
    }
    if (username.size() + 1 + password.size() > credential_bytes_max) {
      complain(index, "password_file",
               "user name and password together are longer than " +
                   std::to_string(credential_bytes_max) + " bytes");
    }
  }

  Options& options_;
  const OptionsPlaces& places_;
  const fs::path& directory_;
  const OptionsFor use_;
  std::map<std::string, std::size_t> owners_;
  std::vector<OptionsComplaint> complaints_;
};

}  // namespace

std::vector<OptionsComplaint> check_options(Options& options, const OptionsPlaces& places,
                                            const fs::path& directory, OptionsFor use) {
  return Checker(options, places, directory, use).run();
}

}  // namespace dispatcher
