// What goes wrong on purpose with an answer.

#include "bench/simulator/provider.hpp"

namespace simulator {

const Fault* Provider::choose_fault(const Subject& subject) {
  const Fault* fault = nullptr;
  if (!script_.empty()) {
    fault = script_.strike({.number = subject.number,
                            .service = subject.route.service,
                            .session = subject.route.session,
                            .participant = subject.route.participant,
                            .body_sha256 = subject.sha256_text()});
  }
  if (fault == nullptr) fault = draw_fault(options_.fault_chances, random_);
  if (fault != nullptr) ++counters_.faults[fault->name];
  return fault;
}

const Fault* Provider::draw_fault(const std::vector<FaultChance>& chances, Random& random) {
  if (chances.empty()) return nullptr;
  double draw = std::uniform_real_distribution<double>{0.0, 1.0}(random);
  for (const auto& chance : chances) {
    if (draw < chance.probability) return chance.fault;
    draw -= chance.probability;
  }
  return nullptr;
}

/// \param answer  the success as it would be; so is `plan`
void Provider::spoil(const Fault& fault, const Subject& subject, Now now, std::string& answer,
                     Plan& plan) {
  switch (fault.deed) {
    case Deed::answer: {
      auto head = head_for(subject);
      head.status = fault.status;
      head.content_type = fault.content_type;
      if (fault.status >= 400 && fault.status < 500) ++counters_.answers_4xx;
      if (fault.status == 429) {
        ++counters_.answers_429;
        head.retry_after = options_.retry_after;
      }
      writer_.write(answer, head, fault.body, now.wall);
      break;
    }
    case Deed::last_answer:
      plan.ending = Plan::Ending::close;
      break;
    case Deed::reset:
      plan.ending = Plan::Ending::reset;
      answer.clear();
      break;
    case Deed::fin:
      plan.ending = Plan::Ending::close;
      answer.clear();
      break;
    case Deed::stall:
      plan.delay = options_.stall;
      if (fault.processes) break;
      plan.ending = Plan::Ending::close;
      answer.clear();
      break;
    case Deed::cut_head:
      plan.ending = Plan::Ending::close;
      answer.resize(answer.find("\r\n") + 8);
      break;
    case Deed::cut_body: {
      plan.ending = Plan::Ending::close;
      const auto body_at = answer.find("\r\n\r\n") + 4;
      answer.resize(body_at + (answer.size() - body_at) / 2);
      break;
    }
  }
}

}  // namespace simulator
