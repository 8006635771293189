#include "bench/simulator/identity_file.hpp"

#include <fcntl.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <stdexcept>

namespace simulator {
namespace {

struct Closing {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Closing>;

Certificate read_certificate(std::FILE& file) {
  return Certificate{PEM_read_X509(&file, nullptr, nullptr, nullptr)};
}

Identity read(std::FILE& file, const std::string& path) {
  Identity identity;
  identity.authority = read_certificate(file);
  identity.leaf = read_certificate(file);
  identity.leaf_key = Key{PEM_read_PrivateKey(&file, nullptr, nullptr, nullptr)};
  if (!identity.authority || !identity.leaf || !identity.leaf_key) {
    throw std::runtime_error("no identity of a simulator in " + path);
  }
  return identity;
}

/// Under another name first: a process that dies here leaves no half of one.
void keep(const Identity& identity, const std::string& path) {
  const auto draft = path + ".new";
  const int descriptor = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  File file{descriptor < 0 ? nullptr : ::fdopen(descriptor, "w")};
  const bool written = file && PEM_write_X509(file.get(), identity.authority.get()) == 1 &&
                       PEM_write_X509(file.get(), identity.leaf.get()) == 1 &&
                       PEM_write_PrivateKey(file.get(), identity.leaf_key.get(), nullptr, nullptr,
                                            0, nullptr, nullptr) == 1 &&
                       std::fflush(file.get()) == 0;
  if (!written || std::rename(draft.c_str(), path.c_str()) != 0) {
    throw std::runtime_error("cannot write " + path);
  }
}

}  // namespace

Identity kept_identity(const std::string& path) {
  const File file{std::fopen(path.c_str(), "re")};
  if (file) return read(*file, path);
  auto identity = make_identity();
  keep(identity, path);
  return identity;
}

}  // namespace simulator
