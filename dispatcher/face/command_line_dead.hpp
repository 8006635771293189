#pragma once

#include <memory>

#include "dispatcher/face/command_line.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): as the library spells it
class App;
}

namespace dispatcher {

/// `dead` and what it does: list, show, count, retry, purge.
class DeadSubcommands {
 public:
  explicit DeadSubcommands(CLI::App& root);
  ~DeadSubcommands();
  DeadSubcommands(const DeadSubcommands&) = delete;
  DeadSubcommands& operator=(const DeadSubcommands&) = delete;

  bool parsed() const;
  /// What was parsed, or what is wrong with it that the library does not see.
  Command command() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace dispatcher
