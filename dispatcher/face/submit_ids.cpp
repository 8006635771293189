#include "dispatcher/face/submit_ids.hpp"

#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <string_view>

namespace dispatcher {
namespace {

constexpr std::uint64_t counter_max = 0xFFF;

void append_hex(std::string& out, std::uint64_t value, int digits_count) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (int shift = 4 * (digits_count - 1); shift >= 0; shift -= 4) {
    out += digits[(value >> static_cast<unsigned>(shift)) & 0xFU];
  }
}

}  // namespace

std::string TimeOrderedIds::next(WallTime now) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch());
  // A clock that steps back, or a full counter, borrows from the future: ids only ascend.
  if (ms.count() > last_ms_) {
    last_ms_ = ms.count();
    counter_ = 0;
  } else if (++counter_ > counter_max) {
    ++last_ms_;
    counter_ = 0;
  }
  const auto time = static_cast<std::uint64_t>(last_ms_);
  const auto random = random_bits();
  constexpr std::uint64_t variant = 0x8000;
  std::string id;
  id.reserve(36);
  append_hex(id, time >> 16U, 8);
  id += '-';
  append_hex(id, time & 0xFFFFU, 4);
  id += "-7";
  append_hex(id, counter_, 3);
  id += '-';
  append_hex(id, variant | (random >> 50U), 4);
  id += '-';
  append_hex(id, random & 0xFFFF'FFFF'FFFFULL, 12);
  return id;
}

std::uint64_t TimeOrderedIds::random_bits() {
  if (random_left_ == 0) {
    static_assert(sizeof random_ <= 4096);
    for (std::size_t at = 0; at < random_.size(); at += 32) {  // getentropy gives 256 bytes at most
      [[maybe_unused]] const int failed = ::getentropy(&random_.at(at), 32 * sizeof random_[0]);
      assert(failed == 0);
    }
    random_left_ = random_.size();
  }
  return random_.at(--random_left_);
}

}  // namespace dispatcher
