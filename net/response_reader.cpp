#include "net/response_reader.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <cassert>
#include <cstring>
#include <optional>

#include "net/error.hpp"

namespace net {
namespace {

/// False for what no HTTP/1.1 server should say, and for a server error that neither the origin nor
/// a gateway usually makes (RFC 9110 section 15.6; 520 to 527 are those of a known proxy): whoever
/// said it may have lost track of where requests begin.
bool leaves_connection_sound(int status) {
  constexpr int usual_last = 505;
  constexpr int proxy_first = 520;
  constexpr int proxy_last = 527;
  return status >= 200 && (status <= usual_last || (status >= proxy_first && status <= proxy_last));
}

namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::size_t buffer_bytes_min = 8 * 1024;
constexpr std::size_t room_bytes_min = 4 * 1024 + body_padding_bytes;
// The parser leaves at most one line, or one head, of head_bytes_max behind the body.
constexpr std::size_t room_beside_body_bytes = ResponseReader::head_bytes_max + 2 * room_bytes_min;
// A reader that grew beyond this gives its memory back.
constexpr std::size_t buffer_bytes_kept_max = 64 * 1024;

constexpr int switching_protocols = 101;  // final, unlike its neighbours (RFC 9110 section 15.2.2)

/// What of one head is kept.
struct Head {
  int status = 0;
  std::size_t bytes_count = 0;
  std::array<char, captured_bytes_max> area{};
  std::size_t area_used = 0;
  std::array<std::string_view, captured_fields_max> fields{};

  void clear() {
    status = 0;
    bytes_count = 0;
    area_used = 0;
    fields.fill({});
  }
};

/// Beast's parser without a container of fields: it only tells what it sees.
class Scanner final : public http::basic_parser<false> {
 public:
  Scanner(const std::vector<std::string>& captured, std::size_t body_bytes_max, Head& head,
          char*& body_begin, std::size_t& body_bytes)
      : captured_(captured), head_(head), body_begin_(body_begin), body_bytes_(body_bytes) {
    header_limit(ResponseReader::head_bytes_max);
    body_limit(body_bytes_max);
    eager(true);
  }

 private:
  using string_view = beast::string_view;
  using error_code = beast::error_code;

  void on_response_impl(int status, string_view reason, int, error_code&) override {
    head_.status = status;
    head_.bytes_count = reason.size();
  }

  void on_field_impl(http::field, string_view name, string_view value, error_code& ec) override {
    head_.bytes_count += name.size() + value.size();
    if (head_.bytes_count > ResponseReader::head_bytes_max) ec = http::error::header_limit;
    if (is_header_done()) return;  // a trailer is not part of the head (RFC 9110 section 6.5.1)
    for (std::size_t at = 0; at < captured_.size(); ++at)
      if (head_.fields[at].empty() && beast::iequals(name, captured_[at])) keep(at, value);
  }

  void keep(std::size_t at, string_view value) {
    if (value.size() > head_.area.size() - head_.area_used) return;
    auto* const place = head_.area.data() + head_.area_used;
    std::memcpy(place, value.data(), value.size());
    head_.fields[at] = {place, value.size()};
    head_.area_used += value.size();
  }

  /// Pieces of a chunked body move together over the framing that stood between them.
  std::size_t append_body(string_view piece) {
    auto* const source = const_cast<char*>(piece.data());  // it stands in the reader's own buffer
    if (body_bytes_ == 0) body_begin_ = source;
    if (body_begin_ + body_bytes_ != source)
      std::memmove(body_begin_ + body_bytes_, source, piece.size());
    body_bytes_ += piece.size();
    return piece.size();
  }

  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(string_view piece, error_code&) override { return append_body(piece); }
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view piece, error_code&) override {
    return append_body(piece);
  }
  void on_finish_impl(error_code&) override {}
  void on_request_impl(http::verb, string_view, string_view, int, error_code&) override {}

  const std::vector<std::string>& captured_;
  Head& head_;
  char*& body_begin_;
  std::size_t& body_bytes_;
};

}  // namespace

class ResponseReader::Parser {
 public:
  Parser(const std::vector<std::string>& captured, std::size_t body_bytes_max)
      : captured_(captured), body_bytes_max_(body_bytes_max) {
    restart();
  }

  void restart() {
    head.clear();
    body_begin = nullptr;
    body_bytes = 0;
    scanner.emplace(captured_, body_bytes_max_, head, body_begin, body_bytes);
  }

  bool informational() const {
    return head.status >= 100 && head.status < 200 && head.status != switching_protocols;
  }

  Head head;
  char* body_begin = nullptr;
  std::size_t body_bytes = 0;
  std::optional<Scanner> scanner;

 private:
  const std::vector<std::string>& captured_;
  const std::size_t body_bytes_max_;
};

ResponseReader::ResponseReader(const std::vector<std::string>& captured_fields,
                               std::size_t body_bytes_max)
    : captured_fields_(captured_fields),
      buffer_bytes_max_(body_bytes_max + room_beside_body_bytes),
      buffer_(buffer_bytes_min),
      parser_(std::make_unique<Parser>(captured_fields_, body_bytes_max)) {
  assert(captured_fields.size() <= captured_fields_max);
}

ResponseReader::~ResponseReader() = default;

void ResponseReader::reset() {
  if (buffer_.size() > buffer_bytes_kept_max) {
    buffer_ = std::vector<char>(buffer_bytes_min);
  }
  parsed_end_ = received_end_ = 0;
  error_ = {};
  informational_count_ = 0;
  parser_->restart();
}

/// Moves what still matters to the front: the body, and behind it what waits for the parser.
void ResponseReader::make_room() {
  if (parser_->body_bytes > 0) {
    std::memmove(buffer_.data(), parser_->body_begin, parser_->body_bytes);
    parser_->body_begin = buffer_.data();
  }
  const auto unparsed_bytes = received_end_ - parsed_end_;
  std::memmove(buffer_.data() + parser_->body_bytes, buffer_.data() + parsed_end_, unparsed_bytes);
  parsed_end_ = parser_->body_bytes;
  received_end_ = parsed_end_ + unparsed_bytes;
  if (buffer_.size() - received_end_ > std::max(buffer_.size() / 4, room_bytes_min)) return;
  buffer_.resize(std::min(buffer_.size() * 2, buffer_bytes_max_));
  if (parser_->body_bytes > 0) parser_->body_begin = buffer_.data();
}

std::span<char> ResponseReader::space() {
  if (buffer_.size() - received_end_ < room_bytes_min) make_room();
  assert(buffer_.size() - received_end_ >= room_bytes_min);
  return {buffer_.data() + received_end_, buffer_.size() - received_end_ - body_padding_bytes};
}

ReadProgress ResponseReader::received(std::size_t count) {
  received_end_ += count;
  assert(received_end_ + body_padding_bytes <= buffer_.size());
  while (parsed_end_ < received_end_ && progress() == ReadProgress::wants_more) {
    const auto before = parsed_end_;
    parse();
    if (parser_->scanner->is_done() && parser_->informational())
      begin_next_head();
    else if (parsed_end_ == before)
      break;
  }
  if (progress() == ReadProgress::wants_more && received_end_ - parsed_end_ > head_bytes_max)
    error_ = errc::malformed_response;
  return progress();
}

void ResponseReader::parse() {
  boost::beast::error_code error;
  parsed_end_ += parser_->scanner->put(
      boost::asio::const_buffer(buffer_.data() + parsed_end_, received_end_ - parsed_end_), error);
  if (!error || error == http::error::need_more) return;
  error_ = error == http::error::body_limit ? errc::body_too_large : errc::malformed_response;
}

void ResponseReader::begin_next_head() {
  ++informational_count_;
  parser_->restart();
  if (informational_count_ > informational_max) error_ = errc::too_many_informational;
}

ReadProgress ResponseReader::ended() {
  if (progress() == ReadProgress::wants_more && head_complete() && parser_->scanner->need_eof()) {
    boost::beast::error_code ignored;
    parser_->scanner->put_eof(ignored);
  }
  if (progress() == ReadProgress::wants_more) error_ = errc::closed;
  return progress();
}

ReadProgress ResponseReader::progress() const {
  if (error_) return ReadProgress::failed;
  return parser_->scanner->is_done() ? ReadProgress::complete : ReadProgress::wants_more;
}

bool ResponseReader::head_complete() const {
  return parser_->scanner->is_header_done() && !parser_->informational();
}

bool ResponseReader::keeps_connection() const {
  return progress() == ReadProgress::complete && parser_->scanner->keep_alive() &&
         parsed_end_ == received_end_ && leaves_connection_sound(parser_->head.status);
}

void ResponseReader::describe(Exchange& exchange) const {
  exchange.head_complete = head_complete();
  if (!exchange.head_complete) return;
  exchange.status = parser_->head.status;
  exchange.fields = parser_->head.fields;
  exchange.body = {parser_->body_bytes > 0 ? parser_->body_begin : buffer_.data(),
                   parser_->body_bytes};
  exchange.body_complete = progress() == ReadProgress::complete;
}

}  // namespace net
