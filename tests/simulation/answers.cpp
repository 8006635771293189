#include <algorithm>
#include <charconv>
#include <ctime>

#include "tests/simulation/provider.hpp"
#include "tests/simulation/wall_clock.hpp"

/// How the provider's requests and answers are spelled.
namespace simulation {
namespace {

constexpr std::size_t page_rows = 20;
constexpr std::string_view host = "localhost";

std::tm utc(Duration since_start) {
  const std::time_t time =
      std::chrono::floor<std::chrono::seconds>(WallClock::true_time(since_start).time_since_epoch())
          .count();
  std::tm parts{};
  gmtime_r(&time, &parts);
  return parts;
}

std::string formatted(const char* format, Duration since_start) {
  const std::tm parts = utc(since_start);
  char text[64];
  return {text, std::strftime(text, sizeof text, format, &parts)};
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return (c | 0x20) - 'a' + 10;
}

std::string form_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out.push_back(static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2])));
      i += 2;
    } else {
      out.push_back(text[i] == '+' ? ' ' : text[i]);
    }
  }
  return out;
}

/// The next part of a path, behind "/NAME/".
bool take(std::string_view& path, std::string_view name, std::string& into) {
  if (!path.starts_with(name)) return false;
  path.remove_prefix(name.size());
  const auto end = std::min(path.find_first_of("/?"), path.size());
  into = path.substr(0, end);
  path.remove_prefix(end);
  return !into.empty();
}

}  // namespace

std::string http_date(Duration since_start) {
  return formatted("%a, %d %b %Y %H:%M:%S GMT", since_start);
}

/// The texts of a run are plain: nothing in them needs an escape.
std::string row_json(const Row& row, Duration since_start_of_row) {
  return R"({"sid":")" + row.interaction + R"(","type":"message","data":"{\"body\":\")" + row.text +
         R"(\"}","outbound_participant_sid":")" + row.participant +
         R"(","outbound_resource_sid":"SM)" + row.interaction.substr(2) +
         R"(","inbound_participant_sid":null,"inbound_resource_sid":null,"date_created":")" +
         formatted("%Y-%m-%dT%H:%M:%SZ", since_start_of_row) + R"("})";
}

bool parse_request(std::string_view bytes, Request& request) {
  request.is_post = bytes.starts_with("POST ");
  if (!request.is_post && !bytes.starts_with("GET ")) return false;
  std::string_view path = bytes.substr(bytes.find(' ') + 1);
  path = path.substr(0, path.find(' '));
  if (!take(path, "/v1/Services/", request.service)) return false;
  if (!take(path, "/Sessions/", request.session)) return false;
  if (!request.is_post) {
    if (!path.starts_with("/Interactions?")) return false;
    const auto page = path.find("&Page=");
    if (page != path.npos) std::from_chars(path.data() + page + 6, path.end(), request.page);
    return true;
  }
  if (!take(path, "/Participants/", request.participant)) return false;
  if (path != "/MessageInteractions") return false;
  const std::string_view body = bytes.substr(bytes.find("\r\n\r\n") + 4);
  if (!body.starts_with("Body=")) return false;
  request.text = form_decoded(body.substr(5));
  return true;
}

std::string Provider::head(int status, std::size_t body_bytes, const std::string& fields) const {
  return "HTTP/1.1 " + std::to_string(status) +
         " As it is\r\nDate: " + http_date(agenda_.elapsed()) +
         "\r\nContent-Type: application/json\r\n" + fields +
         "Twilio-Concurrent-Requests: " + std::to_string(in_flight_count_) +
         "\r\nContent-Length: " + std::to_string(body_bytes) + "\r\n\r\n";
}

std::string Provider::success(const Row& row) const {
  const std::string body = row_json(row, row.made_at - TimePoint{Agenda::start});
  return head(201, body.size(), "") + body;
}

std::string Provider::error(int status, int code, const std::string& fields) const {
  std::string body = R"({"message":"no","status":)" + std::to_string(status);
  if (code != 0) body += R"(,"code":)" + std::to_string(code);
  body += "}";
  return head(status, body.size(), fields) + body;
}

std::string Provider::listing(const Request& request) const {
  std::vector<const Row*> visible;
  for (const Row& row : ledger_) {
    const bool is_of_it = row.service == request.service && row.session == request.session;
    if (is_of_it && row.visible_at <= agenda_.now()) visible.push_back(&row);
  }
  const std::size_t from = std::min(visible.size(), request.page * page_rows);
  const std::size_t to = std::min(visible.size(), from + page_rows);
  std::string body = R"({"interactions":[)";
  for (std::size_t i = from; i < to; ++i) {
    if (i > from) body += ",";
    body += row_json(*visible[i], visible[i]->made_at - TimePoint{Agenda::start});
  }
  body += R"(],"meta":{"next_page_url":)";
  if (to == visible.size()) {
    body += "null}}";
  } else {
    body += "\"https://" + std::string(host) + "/v1/Services/" + request.service + "/Sessions/" +
            request.session + "/Interactions?PageSize=50&Page=" + std::to_string(request.page + 1) +
            "\"}}";
  }
  return head(200, body.size(), "") + body;
}

}  // namespace simulation
