#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "dispatcher/face/command_line_console.hpp"

namespace dispatcher {

/// A directory of its own for each test with two good files for the secrets, and a console that is
/// read afterwards.
class BadInputFiles {
 protected:
  BadInputFiles() {
    std::string made = testing::TempDir() + "bad-input-XXXXXX";
    if (::mkdtemp(made.data()) == nullptr) throw std::runtime_error("no directory for a test");
    directory_ = made;
    write("user", "SKuser\n");
    write("password", "swordfish\n");
  }
  ~BadInputFiles() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  BadInputFiles(const BadInputFiles&) = delete;
  BadInputFiles& operator=(const BadInputFiles&) = delete;

  std::filesystem::path path(std::string_view name) const { return directory_ / name; }

  std::filesystem::path write(std::string_view name, std::string_view bytes,
                              std::filesystem::perms mode = std::filesystem::perms{0600}) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
    std::filesystem::permissions(path(name), mode);
    return path(name);
  }

  /// One of the lines on standard error begins with `place` and goes on with `sentence` in it.
  testing::AssertionResult complained(const std::string& place, const std::string& sentence) const {
    std::istringstream lines(err_.str());
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with(place) && line.find(sentence, place.size()) != line.npos) {
        return testing::AssertionSuccess();
      }
    }
    return testing::AssertionFailure()
           << "wanted: " << place << " .. " << sentence << "\nwas: " << err_.str();
  }

  std::ostringstream out_;
  std::ostringstream err_;
  Console console_{out_, err_, {}};

 private:
  std::filesystem::path directory_;
};

}  // namespace dispatcher
