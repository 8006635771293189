#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace dispatcher {

/// A credential in memory: moves but does not copy, does not print, and is wiped when it goes.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view text);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  /// For the one place that builds the request's head; lives as long as the secret.
  std::string_view reveal() const { return {bytes_.get(), size_bytes_}; }
  bool empty() const { return size_bytes_ == 0; }

  template <class Stream>
  friend Stream& operator<<(Stream&, const Secret&) = delete;

 private:
  void wipe() noexcept;

  std::unique_ptr<char[]> bytes_;
  std::size_t size_bytes_ = 0;
};

inline constexpr std::size_t secret_bytes_max = 512;

/// Reads a secret from a regular file of one line that others may not read or write. On failure
/// `complaint` says what is wrong and what to do; it never holds a part of the file.
bool read_secret_file(const std::filesystem::path& file, Secret& secret, std::string& complaint);

}  // namespace dispatcher
