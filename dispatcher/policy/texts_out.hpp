#pragma once

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "dispatcher/message/message.hpp"
#include "dispatcher/policy/key_hash.hpp"

namespace dispatcher {

/// Names a text to a participant. Two that are equal have the same key; two that are not may share
/// one by chance, and then one waits for the other without need.
using TextKey = std::uint64_t;

inline TextKey text_key(const Message& message) {
  std::size_t seed = hash_of(message.participant.binary());
  boost::hash_combine(seed, std::hash<std::string_view>{}(message.body));
  return seed;
}

/// Which texts of one shard are on their way or in doubt. An equal text to the same participant
/// waits meanwhile: the provider's list tells such twins apart by nothing but their time. Pure; one
/// thread.
class TextsOut {
 public:
  /// One more message with this text is out.
  void add(TextKey key) { ++texts_[key].count; }

  /// One is out no more, and nothing of it can turn up later.
  void remove(TextKey key) { remove(key, WallTime::min()); }
  /// One is out no more, but what it sent may be processed until `until`.
  void remove(TextKey key, WallTime until) {
    const auto text = texts_.find(key);
    assert(text != texts_.end() && text->second.count > 0);
    text->second.until = std::max(text->second.until, until);
    if (--text->second.count == 0 && text->second.until == WallTime::min()) texts_.erase(text);
  }

  bool is_out(TextKey key, WallTime now) {
    const auto text = texts_.find(key);
    if (text == texts_.end()) return false;
    if (text->second.count > 0 || text->second.until > now) return true;
    texts_.erase(text);
    return false;
  }

  /// Forgets what nobody asked about since its time passed. Now and then.
  void sweep(WallTime now) {
    boost::unordered::erase_if(texts_, [now](const auto& entry) {
      return entry.second.count == 0 && entry.second.until <= now;
    });
  }

  std::size_t size() const { return texts_.size(); }

 private:
  struct Text {
    std::uint32_t count = 0;
    WallTime until = WallTime::min();
  };
  boost::unordered_flat_map<TextKey, Text> texts_;
};

}  // namespace dispatcher
