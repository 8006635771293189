#pragma once

#include <string>

#include "dispatcher/face/options.hpp"
#include "tests/dispatcher/face/face_files.hpp"

namespace dispatcher {

inline const std::string service_a = "KS" + std::string(32, 'a');
inline const std::string service_b = "KS" + std::string(32, 'b');

/// Configurations beside good files for the secrets.
class OptionsFiles : public FaceFiles {
 protected:
  OptionsFiles() {
    write("user", "SKuser\n");
    write("password", "swordfish\n");
  }

  static std::string account(const std::string& name, const std::string& services) {
    return "[[account]]\nname = \"" + name +
           "\"\nusername_file = \"user\"\npassword_file = \"password\"\nservices = " + services +
           "\n";
  }

  /// The least that is a whole configuration.
  static std::string minimal() {
    return "[spool]\ndirectory = \"spool\"\n" + account("main", "[\"*\"]");
  }

  OptionsRead read(const std::string& text) const {
    return read_options(text, "d.toml", directory());
  }
  std::vector<std::string> errors(const std::string& text) const { return read(text).errors; }
};

}  // namespace dispatcher
