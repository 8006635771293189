#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace dispatcher {

/// What one of the provider's own error codes says about a message.
enum class CodeClass : std::uint8_t {
  retry_later = 1,    ///< not processed; again after a while
  slow,               ///< not processed; and slower
  permanent_message,  ///< this message will never be taken
  permanent_account,  ///< nothing of this account or Service will be taken for now
  ambiguous,          ///< it may have been sent
};

/// Codes `first` to `last` are of one class.
struct CodeRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  CodeClass meaning = CodeClass::ambiguous;
};

/// Nothing: the code is not in the table, the HTTP status alone decides.
std::optional<CodeClass> class_of(std::uint32_t code);

/// The whole table, ascending, without overlaps.
std::span<const CodeRange> code_table();

// Codes that the verdict names.
inline constexpr std::uint32_t code_too_many_requests = 20429;
inline constexpr std::uint32_t code_unavailable = 20503;
inline constexpr std::uint32_t code_pair_limit = 14107;  ///< loop guard between two numbers
inline constexpr std::uint32_t code_daily_cap = 63038;   ///< until the next day, UTC
inline constexpr std::uint32_t code_queue_full = 21611;  ///< the number's own queue

/// Proxy's own codes.
constexpr bool is_proxy_code(std::uint32_t code) { return code >= 80'000 && code <= 80'999; }

}  // namespace dispatcher
