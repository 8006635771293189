#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace dispatcher {

/// A directory of its own for each test, gone with it.
class FaceFiles : public testing::Test {
 protected:
  FaceFiles() {
    std::string made = testing::TempDir() + "face-XXXXXX";
    if (::mkdtemp(made.data()) == nullptr) throw std::runtime_error("no directory for a test");
    directory_ = made;
  }
  ~FaceFiles() override {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }

  std::filesystem::path path(std::string_view name) const { return directory_ / name; }

  std::filesystem::path write(std::string_view name, std::string_view text,
                              std::filesystem::perms mode = std::filesystem::perms{0600}) const {
    std::ofstream(path(name), std::ios::binary) << text;
    std::filesystem::permissions(path(name), mode);
    return path(name);
  }

  const std::filesystem::path& directory() const { return directory_; }

 private:
  std::filesystem::path directory_;
};

}  // namespace dispatcher
