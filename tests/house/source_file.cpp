#include "tests/house/source_file.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace house {
namespace {

namespace fs = std::filesystem;

bool is_ours(const fs::path& path) {
  static const std::vector<std::string> extensions = {".hpp",  ".cpp",     ".sh", ".txt",  ".py",
                                                      ".toml", ".service", ".md", ".cmake"};
  return std::ranges::find(extensions, path.extension().string()) != extensions.end();
}

std::string read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Walks C++ text and blanks what is not code.
class Blanker {
 public:
  explicit Blanker(std::string text) : text_(std::move(text)) {}

  std::string run() {
    while (at_ < text_.size()) step();
    return std::move(text_);
  }

 private:
  bool ahead(std::string_view what) const { return text_.compare(at_, what.size(), what) == 0; }

  bool behind_identifier() const {
    const auto c = at_ == 0 ? ' ' : text_[at_ - 1];
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  }

  void step() {
    if (ahead("#include")) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (ahead("//")) {
      blank_to(std::min(text_.find('\n', at_), text_.size()));
    } else if (ahead("/*")) {
      const auto end = text_.find("*/", at_ + 2);
      blank_to(end == std::string::npos ? text_.size() : end + 2);
    } else if (ahead("R\"") && !behind_identifier()) {
      raw_string();
    } else if (ahead("\"") || (ahead("'") && !behind_identifier())) {
      literal(text_[at_]);
    } else {
      ++at_;
    }
  }

  void raw_string() {
    const auto open = text_.find('(', at_);
    if (open == std::string::npos) return blank_to(text_.size());
    const auto closing = ")" + text_.substr(at_ + 2, open - at_ - 2) + "\"";
    const auto end = text_.find(closing, open);
    blank_to(end == std::string::npos ? text_.size() : end + closing.size());
  }

  void literal(char quote) {
    auto end = ++at_;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
      end += text_[end] == '\\' ? 2 : 1;
    }
    blank_to(std::min(end, text_.size()));
    if (at_ < text_.size()) ++at_;
  }

  void blank_to(std::size_t end) {
    for (; at_ < end; ++at_) {
      if (text_[at_] != '\n') text_[at_] = ' ';
    }
  }

  std::string text_;
  std::size_t at_ = 0;
};

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

std::string at(const SourceFile& file, std::size_t line) {
  return file.path + ":" + std::to_string(line) + ": ";
}

SourceFile source_file(std::string path, std::string_view text) {
  return {std::move(path), split_lines(text)};
}

std::vector<std::string> code_of(const SourceFile& file) {
  std::string text;
  for (const auto& line : file.lines) text += line + '\n';
  return split_lines(Blanker(std::move(text)).run());
}

std::vector<SourceFile> read_tree(const fs::path& root) {
  std::vector<SourceFile> files;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
    const auto path = entry->path().lexically_relative(root).generic_string();
    if (entry->is_directory() && (path == "build" || path == ".git")) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file() && is_ours(entry->path())) {
      files.push_back(source_file(path, read_text(entry->path())));
    }
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

std::vector<std::string> top_level(const fs::path& root) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(root)) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with('.') && name != "build") names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace house
