#include "dispatcher/face/submit_digest_key.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace dispatcher {
namespace {

namespace fs = std::filesystem;

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int value() const { return value_; }
  bool valid() const { return value_ >= 0; }

 private:
  const int value_;
};

constexpr auto file_name = "content.key";

std::string because(const std::string& what, const fs::path& file) {
  return what + " " + file.string() + ": " + std::system_category().message(errno);
}

/// The file stands there whole or not at all: written aside, synced, then renamed.
bool make(const fs::path& directory, const fs::path& file, DigestKey& key, std::string& detail) {
  if (::getentropy(key.data(), key.size()) != 0) {
    detail = because("cannot make a key for", file);
    return false;
  }
  auto aside = file;
  aside += ".new";
  {
    const Descriptor out(
        ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!out.valid() ||
        ::write(out.value(), key.data(), key.size()) != static_cast<ssize_t>(key.size()) ||
        ::fsync(out.value()) != 0) {
      detail = because("cannot write", aside);
      return false;
    }
  }
  const Descriptor parent(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (::rename(aside.c_str(), file.c_str()) != 0 || !parent.valid() ||
      ::fsync(parent.value()) != 0) {
    detail = because("cannot write", file);
    return false;
  }
  return true;
}

}  // namespace

DigestKeyState load_or_make_digest_key(const fs::path& spool_directory, DigestKey& key,
                                       std::string& detail) {
  const auto file = spool_directory / file_name;
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!in.valid() && errno == ENOENT) {
    return make(spool_directory, file, key, detail) ? DigestKeyState::good
                                                    : DigestKeyState::unreadable;
  }
  if (!in.valid()) {
    detail = because("cannot open", file);
    return DigestKeyState::unreadable;
  }
  std::array<std::byte, digest_key_bytes + 1> bytes{};
  const auto got = ::read(in.value(), bytes.data(), bytes.size());
  if (got != static_cast<ssize_t>(digest_key_bytes)) {
    detail = file.string() + " is damaged: it must have " + std::to_string(digest_key_bytes) +
             " bytes; restore it from the backup that the spool came from, or repair the spool";
    return DigestKeyState::damaged;
  }
  std::copy_n(bytes.begin(), key.size(), key.begin());
  return DigestKeyState::good;
}

bool put_aside_damaged_digest_key(const fs::path& spool_directory, bool dry_run,
                                  std::string& repaired, std::string& detail) {
  const auto file = spool_directory / file_name;
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error || size == digest_key_bytes) return true;  // good, or yet to be made
  repaired = file.string() + " is replaced: ids that were handed in before count as changed when " +
             "they are handed in again";
  if (dry_run) return true;
  const auto aside = spool_directory / "quarantine";
  fs::create_directories(aside, error);
  if (!error) fs::rename(file, aside / file_name, error);
  if (error) detail = "cannot move " + file.string() + ": " + error.message();
  return !error;
}

}  // namespace dispatcher
