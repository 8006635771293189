#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace net {

/// What stands on disk of whom we trust: the CA file, and the system's bundle and directory at the
/// places that OpenSSL was built with, or that SSL_CERT_FILE and SSL_CERT_DIR name instead (its
/// manual: SSL_CTX_set_default_verify_paths). A directory changes when a name in it does.
class TrustFiles {
 public:
  /// Notes all of it, so it comes before the loading: what changes meanwhile is then a change.
  explicit TrustFiles(const std::string& ca_file);

  /// True when any of it was written, replaced, removed or came into being since. A few calls of
  /// stat(2): cheap enough for every few seconds. Any thread.
  bool have_changed() const;

 private:
  /// Equal unless the file became another one. All zero: there is none.
  struct Mark {
    dev_t device = 0;
    ino_t inode = 0;
    off_t size_bytes = 0;
    std::int64_t modified_s = 0;
    std::int64_t modified_ns = 0;
    bool operator==(const Mark&) const = default;
  };
  struct Place {
    std::string path;
    Mark mark;
  };
  static Mark mark_of(const std::string& path);
  void note(const std::string& path);

  std::vector<Place> places_;
};

}  // namespace net
