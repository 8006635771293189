#include "dispatcher/face/submit_daemon.hpp"

#include <simdjson.h>

#include <algorithm>
#include <utility>

#include "dispatcher/face/control_answer.hpp"
#include "dispatcher/face/control_reply.hpp"

namespace dispatcher {
namespace {

std::string target_of(const std::string& batch, std::uint64_t first_line) {
  std::string target = "/v1/messages?first_line=" + std::to_string(first_line);
  if (!batch.empty()) target += "&batch=" + batch;
  return target;
}

bool read_text(simdjson::dom::element object, const char* key, std::string& text) {
  std::string_view found;
  if (object[key].get(found) != simdjson::SUCCESS) return false;
  text = found;
  return true;
}

}  // namespace

DaemonSink::DaemonSink(net::LocalClient client, std::filesystem::path socket, std::string batch,
                       OnRefused on_refused, Pause pause)
    : client_(std::move(client)),
      socket_(std::move(socket)),
      batch_(std::move(batch)),
      on_refused_(std::move(on_refused)),
      pause_(std::move(pause)) {}

bool DaemonSink::take(const InputLine& line) {
  if (failure_.exit_code != exit_done) return false;
  const bool is_full =
      body_count_ == batch_count_max || body_.size() + line.text.size() + 1 > batch_bytes_max;
  if (is_full && body_count_ > 0) hand_in();
  if (body_count_ == 0) first_line_ = line.number;
  body_.append(line.text).push_back('\n');
  ++body_count_;
  return failure_.exit_code == exit_done;
}

bool DaemonSink::finish() {
  if (failure_.exit_code == exit_done && body_count_ > 0) hand_in();
  return failure_.exit_code == exit_done;
}

void DaemonSink::hand_in() {
  const net::LocalRequest request{"POST", target_of(batch_, first_line_), std::move(body_)};
  std::chrono::milliseconds waited{};
  while (failure_.exit_code == exit_done) {
    const auto response = call(request);
    if (response && response->status == http_status::ok) {
      use(*response);
      break;
    }
    const auto wait = response ? use_refusal(*response) : reconnect_pause;
    if (failure_.exit_code != exit_done) break;
    waited += timed_out_ ? answer_timeout + wait : wait;
    if (waited >= patience) {
      failure_ = {exit_try_later, "the dispatcher took nothing for a minute: " + last_detail_};
      break;
    }
    pause_(wait);
  }
  body_.clear();
  body_count_ = 0;
}

/// One try, over a new connection when the last one ended. Nothing: `last_detail_` says why.
std::optional<net::LocalResponse> DaemonSink::call(const net::LocalRequest& request) {
  timed_out_ = false;
  if (!client_) {
    auto connected = net::LocalClient::connect(socket_, last_detail_);
    if (!connected) return std::nullopt;
    client_.emplace(std::move(*connected));
  }
  auto response = client_->call(request, answer_timeout, last_detail_);
  if (response) return *std::move(response);
  timed_out_ = response.error() == net::errc::timed_out;
  client_.reset();
  return std::nullopt;
}

void DaemonSink::use(const net::LocalResponse& response) {
  const auto reply = parse_submit_reply(response.body);
  if (!reply) {
    failure_ = {exit_software, "the dispatcher's answer is not understood; is it of this version?"};
    return;
  }
  counts_.accepted += reply->counts.accepted;
  counts_.duplicate += reply->counts.duplicate;
  for (const auto& refused : reply->refused) on_refused_(refused);
}

std::chrono::milliseconds DaemonSink::use_refusal(const net::LocalResponse& response) {
  auto refusal = refusal_of(response);
  const bool passes =
      response.status == http_status::too_many || refusal.reason == name_of(Unavailable::busy);
  if (!passes) {
    failure_ = {refusal.exit_code, std::move(refusal.sentence)};
    return {};
  }
  last_detail_ = std::move(refusal.sentence);
  return std::clamp<std::chrono::milliseconds>(std::chrono::seconds(response.retry_after_s),
                                               reconnect_pause, refusal_pause_max);
}

std::optional<SubmitReply> parse_submit_reply(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::element body;
  simdjson::dom::array rows;
  SubmitReply reply;
  if (parser.parse(json.data(), json.size()).get(body) != simdjson::SUCCESS ||
      body["accepted"].get(reply.counts.accepted) != simdjson::SUCCESS ||
      body["duplicate"].get(reply.counts.duplicate) != simdjson::SUCCESS ||
      body["refused"].get(rows) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  for (const auto row : rows) {
    RefusedLine refused;
    if (row["line"].get(refused.line) != simdjson::SUCCESS ||
        !read_text(row, "field", refused.error.field) ||
        !read_text(row, "problem", refused.error.sentence)) {
      return std::nullopt;
    }
    read_text(row, "remedy", refused.error.remedy);
    refused.id_missing = row["id_missing"].error() == simdjson::SUCCESS;
    reply.refused.push_back(std::move(refused));
  }
  return reply;
}

}  // namespace dispatcher
