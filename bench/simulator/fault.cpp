#include "bench/simulator/fault.hpp"

#include <algorithm>

#include "bench/simulator/answer.hpp"

namespace simulator {
namespace {

const std::string json = "application/json";
const std::string html = "text/html";

std::string page(int status) {
  const auto title = std::to_string(status) + " " + std::string{reason_phrase(status)};
  return "<html><head><title>" + title + "</title></head><body><h1>" + title +
         "</h1></body></html>\n";
}

/// The codes an internal error and an unavailable API carry; a gateway in front of it knows none.
int code_of(int status) { return status == 500 ? 20500 : 0; }

void add_transport_faults(std::vector<Fault>& faults) {
  for (const bool after : {false, true}) {
    const std::string side = after ? "-after" : "-before";
    faults.push_back({.name = "reset" + side, .deed = Deed::reset, .processes = after});
    faults.push_back({.name = "fin" + side, .deed = Deed::fin, .processes = after});
    faults.push_back({.name = "stall" + side, .deed = Deed::stall, .processes = after});
    faults.push_back({.name = "cut-head" + side, .deed = Deed::cut_head, .processes = after});
  }
  faults.push_back({.name = "cut-body-after", .deed = Deed::cut_body, .processes = true});
  faults.push_back({.name = "close", .deed = Deed::last_answer, .processes = true});
}

void add_server_errors(std::vector<Fault>& faults) {
  for (const bool after : {false, true}) {
    const std::string side = after ? "-after" : "-before";
    for (const int status : {500, 502, 503, 504}) {
      const auto number = std::to_string(status);
      const Fault base{.processes = after, .status = status};
      auto& as_json = faults.emplace_back(base);
      as_json.name = number + "-json" + side;
      as_json.content_type = json;
      as_json.body = error_json(status, code_of(status), reason_phrase(status));
      auto& as_html = faults.emplace_back(base);
      as_html.name = number + "-html" + side;
      as_html.content_type = html;
      as_html.body = page(status);
      faults.emplace_back(base).name = number + "-empty" + side;
    }
    faults.push_back({.name = "503-20503" + side,
                      .processes = after,
                      .status = 503,
                      .content_type = json,
                      .body = error_json(503, 20503, "Service is unavailable")});
    faults.push_back({.name = "408" + side, .processes = after, .status = 408});
  }
}

void add_refusal(std::vector<Fault>& faults, std::string name, int status, int code,
                 std::string_view message) {
  faults.push_back({.name = std::move(name),
                    .status = status,
                    .content_type = json,
                    .body = error_json(status, code, message)});
}

std::vector<Fault> make_faults() {
  std::vector<Fault> faults;
  add_transport_faults(faults);
  add_server_errors(faults);
  add_refusal(faults, "429", 429, 20429, "Too Many Requests");
  faults.push_back({.name = "429-empty", .status = 429});
  add_refusal(faults, "429-14107", 429, 14107, "Rate limit between two numbers exceeded");
  add_refusal(faults, "400-80607", 400, 80607, "Session is closed and cannot be updated");
  add_refusal(faults, "422-80607", 422, 80607, "Session is closed and cannot be updated");
  add_refusal(faults, "401", 401, 20003, "Authenticate");
  add_refusal(faults, "403", 403, 20403, "Forbidden");
  add_refusal(faults, "404", 404, 20404, "The requested resource was not found");
  add_refusal(faults, "404-80903", 404, 80903, "Unknown Participant");
  add_refusal(faults, "409", 409, 20409, "Conflict with the current state of the resource");
  return faults;
}

}  // namespace

const std::vector<Fault>& all_faults() {
  static const auto faults = make_faults();
  return faults;
}

const Fault* find_fault(std::string_view name) {
  const auto& faults = all_faults();
  const auto found = std::find_if(faults.begin(), faults.end(),
                                  [&](const Fault& fault) { return fault.name == name; });
  return found == faults.end() ? nullptr : &*found;
}

}  // namespace simulator
