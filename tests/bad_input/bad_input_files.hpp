#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "dispatcher/face/command_line_console.hpp"

namespace dispatcher {

/// A directory of its own for each test with two good files for the secrets, and a console that is
/// read afterwards.
class BadInputFiles {
 protected:
  BadInputFiles() {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string(info->test_suite_name()) + "-" + info->name();
    std::ranges::replace(name, '/', '-');
    directory_ = std::filesystem::path(testing::TempDir()) / name;
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_);
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
