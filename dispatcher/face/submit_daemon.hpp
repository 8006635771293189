#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "dispatcher/face/submit_sink.hpp"
#include "net/local_client.hpp"

namespace dispatcher {

/// Hands lines to the running daemon, which checks them, a batch at a time. Ids are fixed by the
/// lines, so a batch whose answer was lost is simply handed in again.
class DaemonSink final : public SubmitSink {
 public:
  static constexpr std::size_t batch_count_max = 1000;
  static constexpr std::size_t batch_bytes_max = 1 << 20;
  static constexpr std::chrono::seconds answer_timeout{30};
  static constexpr std::chrono::milliseconds reconnect_pause{500};
  /// Of a daemon that is busy, or whose backlog is as long as it may be: what it estimates (its
  /// Retry-After), but not longer, since others may send faster than it thinks.
  static constexpr std::chrono::milliseconds refusal_pause_max = std::chrono::seconds{10};
  /// Without progress, by when it gives up.
  static constexpr std::chrono::milliseconds patience = std::chrono::seconds{60};

  using Pause = std::function<void(std::chrono::milliseconds)>;

  /// \param batch  line n without id gets the id batch:n; empty: such a line is refused
  DaemonSink(net::LocalClient client, std::filesystem::path socket, std::string batch,
             OnRefused on_refused, Pause pause);

  bool take(const InputLine& line) override;
  bool finish() override;
  const IntakeCounts& counts() const override { return counts_; }
  SubmitFailure failure() const override { return failure_; }

 private:
  void hand_in();
  std::optional<net::LocalResponse> call(const net::LocalRequest& request);
  void use(const net::LocalResponse& response);
  /// What an answer other than 200 means: how long to wait before the same again, or it failed.
  std::chrono::milliseconds use_refusal(const net::LocalResponse& response);

  std::optional<net::LocalClient> client_;
  const std::filesystem::path socket_;
  const std::string batch_;
  const OnRefused on_refused_;
  const Pause pause_;
  std::string body_;
  std::size_t body_count_ = 0;
  std::uint64_t first_line_ = 0;
  bool timed_out_ = false;   // the last try
  std::string last_detail_;  // why the last try came to nothing
  IntakeCounts counts_;
  SubmitFailure failure_;
};

/// What the daemon says of a batch. Nothing: it is not understood. Pure.
struct SubmitReply {
  IntakeCounts counts;
  std::vector<RefusedLine> refused;
};
std::optional<SubmitReply> parse_submit_reply(std::string_view json);

}  // namespace dispatcher
