#include "dispatcher/face/retention.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "dispatcher/face/control_context.hpp"
#include "dispatcher/message/outcome.hpp"

namespace dispatcher {
namespace {

/// A daemon that has just started has more urgent things to do, and one that dies at every start
/// shall not rewrite its files each time.
constexpr std::chrono::minutes after_start{5};
constexpr std::chrono::hours pass_period{1};
constexpr std::chrono::minutes after_failure{10};
constexpr std::chrono::seconds erase_period_max = std::chrono::hours{24};
constexpr std::uint32_t page_count_max = 1000;

bool is_older(const queue::ListDead::Row& row, net::WallTime time) {
  const auto outcome = decode_outcome(row.outcome);
  return outcome && outcome->answered_at < time;
}

}  // namespace

Retention::Retention(net::Runtime& runtime, DaemonControl& daemon, RetentionOptions options,
                     Report report)
    : runtime_(runtime),
      daemon_(daemon),
      options_(options),
      report_(std::move(report)),
      timer_(runtime.timers(), [this] { begin(); }) {
  timer_.arm_at(runtime_.now() + after_start);
}

template <class Answer, class Request, class Use>
void Retention::ask(Request request, Use use) {
  auto* spool = daemon_.spool();
  if (spool == nullptr) return end("the daemon is ending");
  request.done = answered_on<queue::Result<Answer>>(
      runtime_, [this, use = std::move(use)](queue::Result<Answer>& answer) {
        if (!answer) return end(answer.error().message());
        if constexpr (std::is_void_v<Answer>) {
          use();
        } else {
          use(*answer);
        }
      });
  const auto asked = spool->control(std::move(request));
  if (!asked) end(asked.error().message());
}

void Retention::begin() {
  pass_ = {};
  began_at_ = runtime_.wall_now();
  erase_letters(0);
}

/// They stand in the order of their outcomes: the first page with a younger one is the last.
void Retention::erase_letters(std::uint64_t after) {
  ask<queue::ListDead::Page>(
      queue::ListDead{.after = after, .count_max = page_count_max, .done = {}},
      [this](const queue::ListDead::Page& page) { erase_letters_of(page); });
}

void Retention::erase_letters_of(const queue::ListDead::Page& page) {
  queue::ChangeDead purge{.kind = queue::ChangeDead::Kind::purge, .items = {}, .done = {}};
  for (const auto& row : page.rows) {
    if (is_older(row, began_at_ - options_.bodies)) {
      purge.items.push_back({.outcome_sequence = row.outcome_sequence});
    }
  }
  const bool all_old = purge.items.size() == page.rows.size();
  const std::uint64_t next = all_old ? page.next : 0;
  if (purge.items.empty()) return forget(forgotten_to_);
  ask<std::uint64_t>(std::move(purge), [this, next](std::uint64_t count) {
    pass_.letters_erased += count;
    if (next != 0) return erase_letters(next);
    forget(forgotten_to_);
  });
}

/// What was forgotten is still to be stepped over on the disk until its files are rewritten, so a
/// pass begins where all before it is gone.
void Retention::forget(std::uint64_t after) {
  ask<queue::Forget::Page>(queue::Forget{.ended_before = began_at_ - options_.outcomes,
                                         .after = after,
                                         .count_max = page_count_max,
                                         .done = {}},
                           [this, after](const queue::Forget::Page& page) {
                             pass_.outcomes_forgotten += page.count;
                             const bool all = page.count == page_count_max && page.next != 0;
                             if (all && after == forgotten_to_) forgotten_to_ = page.next;
                             if (page.next != 0) return forget(page.next);
                             erase();
                           });
}

void Retention::erase() {
  if (runtime_.now() < erase_due_) return end({});
  ask<void>(queue::Erase{}, [this] {
    pass_.erased = true;
    const std::chrono::seconds half = options_.bodies / 2;
    erase_due_ = runtime_.now() + std::min(erase_period_max, half) - pass_period / 2;
    end({});
  });
}

void Retention::end(std::string failure) {
  pass_.failure = std::move(failure);
  timer_.arm_at(runtime_.refresh_now() + (pass_.failure.empty() ? pass_period : after_failure));
  report_(pass_);
}

}  // namespace dispatcher
