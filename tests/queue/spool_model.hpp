#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "queue/spool.hpp"

namespace queue {

/// What a spool must look like, in the plainest way: every message under its id.
struct SpoolModel {
  enum class Standing { waiting, due, held, doubt, settled };

  struct Message {
    Standing standing = Standing::waiting;
    WallTime due{};  ///< due, or armed or in doubt out of the due index
    bool in_due_index = false;
    bool in_doubt = false;  ///< it may have been sent, and no living shard has it armed
    std::string text;       ///< outcome, or the progress of what put it where it is
    std::optional<std::uint32_t> slot;
    std::string intent;  ///< progress of the intent in `slot`
  };
  std::map<std::string, Message> messages;

  void accept(const std::string& id) { messages.try_emplace(id); }
  void arm(const std::string& id, std::uint32_t slot, const std::string& progress) {
    messages.at(id).slot = slot;
    messages.at(id).intent = progress;
  }
  void revoke(const std::string& id) { messages.at(id).slot.reset(); }
  void move(const std::string& id, Standing to, const std::string& text, WallTime due = {},
            bool in_doubt = false) {
    Message& message = messages.at(id);
    message.slot.reset();
    message.standing = to;
    message.text = text;
    message.due = due;
    message.in_due_index = to == Standing::due;
    message.in_doubt = in_doubt;
  }
  /// The process died: what was armed is in doubt.
  void die() {
    for (auto& [id, message] : messages) {
      if (!message.slot) continue;
      message.slot.reset();
      message.standing = Standing::doubt;
      message.in_doubt = true;
      message.text = message.intent;
    }
  }

  /// One line a message, in the order of the ids, as `observe` in the test writes them.
  std::set<std::string> told() const {
    std::set<std::string> lines;
    for (const auto& [id, message] : messages)
      lines.insert(line(id, message.standing, message.text));
    return lines;
  }
  static std::string line(const std::string& id, Standing standing, const std::string& text) {
    const char* const names[] = {"waiting", "due", "held", "in doubt", "settled"};
    return id + " " + names[static_cast<int>(standing)] + " " + text;
  }
  std::uint64_t in_doubt_count() const {
    return static_cast<std::uint64_t>(std::ranges::count_if(
        messages, [](const auto& message) { return message.second.in_doubt; }));
  }
  /// Due messages that must be handed out at `now`.
  std::set<std::string> come(WallTime now) const {
    std::set<std::string> ids;
    for (const auto& [id, message] : messages) {
      if (message.standing == Standing::due && message.due <= now) ids.insert(id);
    }
    return ids;
  }
};

}  // namespace queue
