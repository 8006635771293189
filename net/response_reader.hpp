#pragma once

#include <boost/system/error_code.hpp>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/exchange.hpp"

namespace net {

enum class ReadProgress { wants_more, complete, failed };

/// Reads one answer from the bytes that come: skips 1xx, keeps what an exchange asks for, gathers
/// the body in one piece. Its memory belongs to whoever is reading right now, not to a connection.
class ResponseReader {
 public:
  static constexpr std::size_t head_bytes_max = 64 * 1024;
  static constexpr int informational_max = 8;

  /// `captured_fields`: lower-case names, at most captured_fields_max; outlives the reader. A body
  /// over `body_bytes_max` is errc::body_too_large.
  explicit ResponseReader(const std::vector<std::string>& captured_fields,
                          std::size_t body_bytes_max = response_body_bytes_max);
  ~ResponseReader();

  /// Forgets everything, for the next answer.
  void reset();

  /// Where the next bytes of the answer go; never empty before `complete` or `failed`.
  std::span<char> space();

  /// `count` bytes were put at the beginning of `space()`.
  ReadProgress received(std::size_t count);

  /// The peer said that nothing follows (close_notify). Only that ends a body without a length: a
  /// bare TCP end may be anyone's (RFC 9112 section 9.8).
  ReadProgress ended();

  /// The connection may carry another request: complete, HTTP keep-alive, nothing behind the body.
  bool keeps_connection() const;

  /// Fills the answer's part of `exchange`; the views live until `reset`.
  void describe(Exchange& exchange) const;

  /// Nothing was received since `reset`.
  bool is_empty() const { return received_end_ == 0 && informational_count_ == 0; }
  bool head_complete() const;
  /// With `failed`.
  boost::system::error_code error() const { return error_; }

 private:
  class Parser;

  void parse();
  void begin_next_head();
  void make_room();
  ReadProgress progress() const;

  const std::vector<std::string>& captured_fields_;
  const std::size_t buffer_bytes_max_;
  std::vector<char> buffer_;
  std::size_t parsed_end_ = 0;    // bytes before it went through the parser
  std::size_t received_end_ = 0;  // bytes before it were received
  std::unique_ptr<Parser> parser_;
  boost::system::error_code error_;
  int informational_count_ = 0;
};

}  // namespace net
