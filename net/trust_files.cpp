#include "net/trust_files.hpp"

#include <openssl/x509.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <algorithm>
#include <string_view>

namespace net {
namespace {

/// OpenSSL's own rule: the environment, unless it comes from somebody less privileged.
std::string place_of(const char* variable, const char* built_in) {
  const char* value = secure_getenv(variable);
  return value != nullptr ? value : built_in;
}

}  // namespace

TrustFiles::TrustFiles(const std::string& ca_file) {
  if (!ca_file.empty()) note(ca_file);
  note(place_of(X509_get_default_cert_file_env(), X509_get_default_cert_file()));
  const auto directories = place_of(X509_get_default_cert_dir_env(), X509_get_default_cert_dir());
  for (std::size_t begin = 0; begin < directories.size();) {
    const auto end = std::min(directories.find(':', begin), directories.size());
    if (end > begin) note(directories.substr(begin, end - begin));
    begin = end + 1;
  }
}

TrustFiles::Mark TrustFiles::mark_of(const std::string& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) return {};
  return {.device = found.st_dev,
          .inode = found.st_ino,
          .size_bytes = found.st_size,
          .modified_s = found.st_mtim.tv_sec,
          .modified_ns = found.st_mtim.tv_nsec};
}

void TrustFiles::note(const std::string& path) { places_.push_back({path, mark_of(path)}); }

bool TrustFiles::have_changed() const {
  return std::ranges::any_of(places_,
                             [](const Place& place) { return place.mark != mark_of(place.path); });
}

}  // namespace net
