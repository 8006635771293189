#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "net/response_reader.hpp"

namespace net {

/// The readers that no connection uses right now. An answer mostly comes in one piece, so one
/// reader serves all connections in turn and stays in the processor's cache. One thread.
class ReaderList {
 public:
  explicit ReaderList(std::vector<std::string> captured_fields)
      : captured_fields_(std::move(captured_fields)) {}

  std::unique_ptr<ResponseReader> take() {
    if (free_.empty()) return std::make_unique<ResponseReader>(captured_fields_);
    auto reader = std::move(free_.back());
    free_.pop_back();
    return reader;
  }

  void give_back(std::unique_ptr<ResponseReader> reader) {
    if (free_.size() == free_max) return;
    reader->reset();
    free_.push_back(std::move(reader));
  }

 private:
  static constexpr std::size_t free_max = 16;

  const std::vector<std::string> captured_fields_;
  std::vector<std::unique_ptr<ResponseReader>> free_;
};

}  // namespace net
