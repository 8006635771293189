#include "dispatcher/face/dead_pages.hpp"

#include <simdjson.h>

#include <algorithm>
#include <utility>

#include "dispatcher/face/control_answer.hpp"

namespace dispatcher {
namespace {

using simdjson::dom::element;

/// Members of one object; the first that is not there, or is of another type, spoils it.
class Members {
 public:
  explicit Members(element object) : object_(object) {}

  std::uint64_t number(const char* key) {
    std::uint64_t value = 0;
    good_ = object_[key].get(value) == simdjson::SUCCESS && good_;
    return value;
  }
  /// 0 when it is not there.
  std::uint64_t number_if(const char* key) {
    std::uint64_t value = 0;
    const auto error = object_[key].get(value);
    good_ = (error == simdjson::SUCCESS || error == simdjson::NO_SUCH_FIELD) && good_;
    return value;
  }
  std::string text(const char* key) {
    std::string_view value;
    good_ = object_[key].get(value) == simdjson::SUCCESS && good_;
    return std::string(value);
  }
  /// An empty one when it is not there.
  simdjson::dom::array list(const char* key) {
    simdjson::dom::array value;
    good_ = object_[key].get(value) == simdjson::SUCCESS && good_;
    return value;
  }
  void end(DeadPageEnd& end) {
    end.unreadable = number("unreadable");
    end.next = number("next");
  }
  bool good() const { return good_; }

 private:
  element object_;
  bool good_ = true;
};

DeadListPage::Row row_of(element entry, Members& members) {
  DeadListPage::Row row;
  row.json = simdjson::minify(entry);
  row.ended_at = members.text("ended_at");
  row.id = members.text("id");
  row.service = members.text("service");
  row.outcome = members.text("outcome");
  row.code = members.number_if("code");
  row.text = members.text("text");
  return row;
}

}  // namespace

std::optional<DeadListPage> parse_dead_list(std::string_view json) {
  simdjson::dom::parser parser;
  element body;
  simdjson::dom::array rows;
  if (parser.parse(json.data(), json.size()).get(body) != simdjson::SUCCESS ||
      body["dead"].get(rows) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  DeadListPage page;
  Members whole(body);
  whole.end(page);
  for (const auto entry : rows) {
    Members members(entry);
    page.rows.push_back(row_of(entry, members));
    if (!members.good()) return std::nullopt;
  }
  return whole.good() ? std::optional(std::move(page)) : std::nullopt;
}

std::optional<DeadCountPage> parse_dead_count(std::string_view json) {
  simdjson::dom::parser parser;
  element body;
  simdjson::dom::array kinds;
  if (parser.parse(json.data(), json.size()).get(body) != simdjson::SUCCESS ||
      body["kinds"].get(kinds) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  DeadCountPage page;
  Members whole(body);
  whole.end(page);
  page.matched = whole.number("matched");
  for (const auto entry : kinds) {
    Members members(entry);
    page.kinds.push_back({members.text("outcome"), members.number("status"), members.number("code"),
                          members.text("text"), members.number("count")});
    if (!members.good()) return std::nullopt;
  }
  return whole.good() ? std::optional(std::move(page)) : std::nullopt;
}

std::optional<DeadChangePage> parse_dead_change(std::string_view json) {
  simdjson::dom::parser parser;
  element body;
  if (parser.parse(json.data(), json.size()).get(body) != simdjson::SUCCESS) return std::nullopt;
  DeadChangePage page;
  Members whole(body);
  whole.end(page);
  page.matched = whole.number("matched");
  const bool is_retry = body["retried"].error() == simdjson::SUCCESS;
  page.changed = whole.number(is_retry ? "retried" : "purged");
  if (is_retry) page.next_due = whole.text("next_due");
  return whole.good() ? std::optional(std::move(page)) : std::nullopt;
}

std::optional<PurgePage> parse_purge(std::string_view json) {
  simdjson::dom::parser parser;
  element body;
  if (parser.parse(json.data(), json.size()).get(body) != simdjson::SUCCESS) return std::nullopt;
  PurgePage page;
  Members whole(body);
  const bool is_done = body["forgotten"].error() == simdjson::SUCCESS;
  page.count = whole.number(is_done ? "forgotten" : "matched");
  page.dead_count = whole.number("dead");
  page.next = whole.number("next");
  return whole.good() ? std::optional(page) : std::nullopt;
}

void DeadKinds::add(const DeadCountPage& page) {
  matched_ += page.matched;
  for (const auto& kind : page.kinds) {
    const auto key = std::tuple(kind.outcome, kind.status, kind.code);
    const auto found = kinds_.find(key);
    if (found != kinds_.end()) {
      found->second.count += kind.count;
    } else if (kinds_.size() < kinds_max) {
      kinds_.emplace(key, kind);
    } else {
      others_.count += kind.count;
    }
  }
}

std::vector<DeadKind> DeadKinds::sorted() const {
  std::vector<DeadKind> all;
  for (const auto& [key, kind] : kinds_) all.push_back(kind);
  std::ranges::stable_sort(all, std::ranges::greater{}, &DeadKind::count);
  if (others_.count > 0) {
    all.push_back(others_);
    all.back().outcome = "others";
  }
  return all;
}

std::optional<std::string> DeadPages::answer_to(const net::LocalRequest& request,
                                                ExitCode& failed) {
  auto response = daemon_.ask(request);
  failed = exit_try_later;
  if (!response) return std::nullopt;
  if (response->status == http_status::ok) return std::move(response->body);
  failed = daemon_.print(*response, false);
  return std::nullopt;
}

ExitCode DeadPages::not_understood() {
  console_.err << "the dispatcher's answer is not understood; is it of this version?\n";
  return exit_software;
}

ExitCode DeadPages::told_unreadable() {
  if (unreadable_ == 0) return exit_done;
  console_.err << unreadable_ << " have a record that cannot be read by this version\n";
  return exit_io;
}

}  // namespace dispatcher
