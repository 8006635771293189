#pragma once

#include <functional>
#include <string>

#include "dispatcher/face/command_line_exit.hpp"
#include "dispatcher/face/submit_intake.hpp"
#include "dispatcher/face/submit_messages.hpp"
#include "dispatcher/face/submit_refusals.hpp"

namespace dispatcher {

/// Why no more is taken.
struct SubmitFailure {
  ExitCode exit_code = exit_done;  ///< that: nothing failed
  std::string sentence;
};

/// Where the lines of a submission go. One thread.
class SubmitSink {
 public:
  using OnRefused = std::function<void(const RefusedLine&)>;

  virtual ~SubmitSink() = default;

  /// Takes the next line, soon or later; lines come in order and without gaps. False: it failed
  /// (`failure`), and nothing more is taken.
  virtual bool take(const InputLine& line) = 0;
  /// Waits until what was taken is safe; false as above.
  virtual bool finish() = 0;

  /// What is safe so far.
  virtual const IntakeCounts& counts() const = 0;
  virtual SubmitFailure failure() const = 0;
};

/// Checks lines, and that is all: for whoever wants all of them or none.
class CheckingSink : public SubmitSink {
 public:
  CheckingSink(SubmitMessages& messages, std::function<WallTime()> now, OnRefused on_refused)
      : messages_(messages), now_(std::move(now)), on_refused_(std::move(on_refused)) {}

  bool take(const InputLine& line) final;
  bool finish() override { return true; }
  const IntakeCounts& counts() const override { return nothing_; }
  SubmitFailure failure() const override { return {}; }

 protected:
  /// What becomes of a good line; as `take`.
  virtual bool pass_on(std::uint64_t, const Message&) { return true; }

 private:
  SubmitMessages& messages_;
  const std::function<WallTime()> now_;
  const OnRefused on_refused_;
  const IntakeCounts nothing_{};
};

}  // namespace dispatcher
