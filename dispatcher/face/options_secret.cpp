#include "dispatcher/face/options_secret.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace dispatcher {
namespace {

class File {
 public:
  // Not blocking: a named pipe must be refused, not waited for.
  explicit File(const std::filesystem::path& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

/// Holds the longest secret, its line end and one byte that would be too many; leaves nothing
/// behind.
struct Buffer {
  Buffer() = default;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { ::explicit_bzero(bytes.data(), bytes.size()); }
  std::array<char, secret_bytes_max + 3> bytes{};
};

std::string system_text(int error) { return std::system_category().message(error); }

/// Empty when the file may hold a secret.
std::string complaint_about(const struct stat& status, const std::string& name) {
  if (!S_ISREG(status.st_mode)) return name + " is not a regular file";
  if ((status.st_mode & S_IRWXO) != 0) {
    return name + " can be used by everybody on this machine; chmod o= " + name;
  }
  return {};
}

/// The text without its one line end; empty (and a complaint) when it is no secret.
std::string_view line_of(std::string_view text, const std::string& name, std::string& complaint) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (text.size() > secret_bytes_max) {
    complaint = name + " is longer than " + std::to_string(secret_bytes_max) + " bytes";
    return {};
  }
  if (text.empty()) {
    complaint = name + " is empty; it holds the secret alone, in one line";
  } else if (std::ranges::any_of(text, [](char c) { return c >= 0 && (c < ' ' || c == 127); })) {
    complaint = name + " has more than one line, or control characters in it";
    return {};
  }
  return text;
}

}  // namespace

Secret::Secret(std::string_view text)
    : bytes_(std::make_unique<char[]>(text.size())), size_bytes_(text.size()) {
  std::ranges::copy(text, bytes_.get());
}

Secret::Secret(Secret&& other) noexcept
    : bytes_(std::move(other.bytes_)), size_bytes_(std::exchange(other.size_bytes_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  bytes_ = std::move(other.bytes_);
  size_bytes_ = std::exchange(other.size_bytes_, 0);
  return *this;
}

Secret::~Secret() { wipe(); }

void Secret::wipe() noexcept {
  if (bytes_) ::explicit_bzero(bytes_.get(), size_bytes_);
  size_bytes_ = 0;
}

bool read_secret_file(const std::filesystem::path& path, Secret& secret, std::string& complaint) {
  const auto name = path.string();
  const File file(path);
  struct stat status {};
  if (file.descriptor() < 0 || ::fstat(file.descriptor(), &status) != 0) {
    complaint = "cannot open " + name + ": " + system_text(errno);
    return false;
  }
  complaint = complaint_about(status, name);
  if (!complaint.empty()) return false;

  Buffer buffer;
  std::size_t size_bytes = 0;
  while (size_bytes < buffer.bytes.size()) {
    const auto got = ::read(file.descriptor(), buffer.bytes.data() + size_bytes,
                            buffer.bytes.size() - size_bytes);
    if (got < 0) {
      complaint = "cannot read " + name + ": " + system_text(errno);
      return false;
    }
    if (got == 0) break;
    size_bytes += static_cast<std::size_t>(got);
  }
  const auto line = line_of({buffer.bytes.data(), size_bytes}, name, complaint);
  if (!complaint.empty()) return false;
  secret = Secret(line);
  return true;
}

}  // namespace dispatcher
