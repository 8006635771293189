#pragma once

#include <cstddef>
#include <string>

namespace dispatcher {

/// Brings nearer what is wanted soon, while something else is done. Without effect on anything but
/// time, whatever lies there.
inline void prefetch(const void* begin, std::size_t bytes_count) {
  constexpr std::size_t line_bytes = 64;  // of the cache, on x86-64 and ARMv8 servers alike
  const auto* at = static_cast<const std::byte*>(begin);
  for (std::size_t i = 0; i < bytes_count; i += line_bytes) {
#if defined(__x86_64__)
    // GCC knows it from -mprfchw on only; a processor without it does nothing.
    asm volatile("prefetchw %0" : : "m"(at[i]));
#else
    __builtin_prefetch(at + i, 1);
#endif
  }
}

/// As much of a text as most have.
inline void prefetch(const std::string& text) {
  constexpr std::size_t most_bytes = 256;
  prefetch(text.data(), most_bytes);
}

}  // namespace dispatcher
