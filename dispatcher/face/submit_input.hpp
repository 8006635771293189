#pragma once

#include <cstdint>
#include <string>

namespace dispatcher {

/// The file that `submit` reads: a path, or "-" for standard input.
class SubmitInput {
 public:
  explicit SubmitInput(const std::string& name);
  ~SubmitInput();
  SubmitInput(const SubmitInput&) = delete;
  SubmitInput& operator=(const SubmitInput&) = delete;

  /// Why it cannot be read, for a person; empty: it can.
  const std::string& complaint() const { return complaint_; }
  int descriptor() const { return descriptor_; }
  /// How messages call it: "<stdin>" for standard input.
  const std::string& name() const { return name_; }
  /// 0: nobody knows.
  std::uint64_t size_bytes() const { return size_bytes_; }
  bool is_regular_file() const { return is_regular_file_; }
  /// Back to the beginning of a regular file.
  bool rewind();

 private:
  std::string name_;
  std::string complaint_;
  int descriptor_ = -1;
  bool is_regular_file_ = false;
  std::uint64_t size_bytes_ = 0;
};

}  // namespace dispatcher
