#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace house {

/// A file of the tree as the rules see it.
struct SourceFile {
  std::string path;  ///< from the root, with '/'
  std::vector<std::string> lines;

  bool is_header() const { return path.ends_with(".hpp"); }
  bool is_cpp() const { return is_header() || path.ends_with(".cpp"); }
  bool in(std::string_view folder) const { return path.starts_with(folder); }
};

/// "path:line: what", one per breach.
using Breaches = std::vector<std::string>;

/// "path:line: ", how a breach begins.
std::string at(const SourceFile& file, std::size_t line);

/// For the rules' own tests: a file made of `text`.
SourceFile source_file(std::string path, std::string_view text);

/// The lines of `file` with comments and the insides of literals blanked out, so that a rule sees
/// code alone. Lines and columns stay where they are. `#include` lines keep their target.
std::vector<std::string> code_of(const SourceFile& file);

/// Everything we wrote below `root`: C++, CMake, shell, TOML and the README. Not build/ and not
/// .git.
std::vector<SourceFile> read_tree(const std::filesystem::path& root);

/// The names that stand at the top level, dot files and build/ aside.
std::vector<std::string> top_level(const std::filesystem::path& root);

}  // namespace house
