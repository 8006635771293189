#pragma once
// The bytes of answers. Sources: https://www.twilio.com/docs/usage/twilios-response (errors),
// https://www.twilio.com/docs/api/errors/20429 (headers).

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bench/simulator/clock_text.hpp"
#include "bench/simulator/interaction_json.hpp"

namespace simulator {

std::string_view reason_phrase(int status);

/// \param code  the provider's own; 0: a body without `code` and `more_info`, as documented for old
/// errors
std::string error_json(int status, int code, std::string_view message);

/// What the head of an answer says beside its body.
struct Head {
  int status = 0;
  bool keep_alive = true;
  std::string_view content_type{};  ///< empty: the body is empty
  std::uint64_t concurrent_requests = 0;
  std::chrono::microseconds duration{0};
  std::optional<std::string_view> retry_after{};
};

/// Writes answers into buffers whose capacity is reused. One thread.
class AnswerWriter {
 public:
  /// \param run  makes request ids of different runs differ
  explicit AnswerWriter(std::uint64_t run) : run_{run} {}

  void write(std::string& out, const Head& head, std::string_view body, WallTime now);
  void write_success(std::string& out, Head head, const Interaction& interaction, WallTime now);

 private:
  std::uint64_t run_;
  std::uint64_t answers_count_ = 0;
  ClockText clock_text_;
  std::string body_;
};

}  // namespace simulator
