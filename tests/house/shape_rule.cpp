#include "tests/house/shape_rule.hpp"

#include <algorithm>
#include <cctype>
#include <regex>

namespace house {
namespace {

struct Span {
  std::size_t first_line = 0;
  std::size_t last_line = 0;
};

/// What stands before an opening brace says what the brace opens: with the arguments of templates
/// and functions taken out, a type or namespace still has its keyword, and a function had a `(`.
bool opens_function(std::string header) {
  if (header.find('(') == std::string::npos) return false;
  static const std::regex inner(R"(<[^<>]*>|\([^()]*\))");
  for (std::string before; before != header;) {
    before = header;
    header = std::regex_replace(header, inner, " ");
  }
  static const std::regex type(R"(\b(namespace|class|struct|union|enum)\b)");
  return !std::regex_search(header, type);
}

/// Finds the functions of one file by its braces.
class FunctionFinder {
 public:
  explicit FunctionFinder(const SourceFile& file) : lines_(code_of(file)) {
    for (auto& line : lines_) {
      if (line.find_first_not_of(' ') != std::string::npos && line.starts_with('#')) line.clear();
    }
  }

  std::vector<Span> run() {
    for (line_ = 0; line_ < lines_.size(); ++line_) {
      for (column_ = 0; column_ < lines_[line_].size(); ++column_) step(lines_[line_][column_]);
      if (!header_.empty()) header_ += ' ';
    }
    return std::move(spans_);
  }

 private:
  struct Statement {
    std::string text;
    std::size_t first_line = 0;
  };

  void step(char c) {
    if (c == '{') {
      open_.push_back({header_, header_line_});
      header_.clear();
    } else if (c == '}') {
      close();
    } else if ((c == ';' && parentheses_open() <= 0) || (c == ':' && is_access(header_))) {
      header_.clear();
    } else if (c != ' ' || !header_.empty()) {
      if (header_.empty()) header_line_ = line_;
      header_ += c;
    }
  }

  static bool is_access(const std::string& text) {
    return text == "public" || text == "private" || text == "protected";
  }

  std::ptrdiff_t parentheses_open() const {
    return std::ranges::count(header_, '(') - std::ranges::count(header_, ')');
  }

  void close() {
    header_.clear();
    if (open_.empty()) return;
    const auto statement = std::move(open_.back());
    open_.pop_back();
    if (opens_function(statement.text)) spans_.push_back({statement.first_line + 1, line_ + 1});
    if (statement_goes_on()) {
      header_ = statement.text + "{}";
      header_line_ = statement.first_line;
    }
  }

  /// `a_{1}, b_{2} {`: what stood before the brace is not over.
  bool statement_goes_on() const {
    const auto& line = lines_[line_];
    const auto next = line.find_first_not_of(' ', column_ + 1);
    if (next != std::string::npos)
      return std::string_view(",{().;]").find(line[next]) != std::string_view::npos;
    if (line_ + 1 >= lines_.size()) return false;
    const auto first = lines_[line_ + 1].find_first_not_of(' ');
    return first != std::string::npos && lines_[line_ + 1][first] == '{';
  }

  std::vector<std::string> lines_;
  std::size_t line_ = 0;
  std::size_t column_ = 0;
  std::string header_;
  std::size_t header_line_ = 0;
  std::vector<Statement> open_;
  std::vector<Span> spans_;
};

std::size_t columns(const std::string& line) {
  return static_cast<std::size_t>(std::ranges::count_if(
      line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// Spelt in halves, so that this file does not breach its own rule.
std::regex words_pattern() {
  const std::string words = std::string("TO") + "DO|FIX" + "ME|XX" + "X|HA" + "CK";
  return std::regex("\\b(" + words + ")\\b");
}

}  // namespace

Breaches files_too_long(const std::vector<SourceFile>& files) {
  Breaches breaches;
  for (const auto& file : files) {
    if (!file.is_cpp() && !file.path.ends_with(".py")) continue;
    if (file.lines.size() <= file_lines_max) continue;
    breaches.push_back(at(file, file.lines.size()) + "the file is longer than " +
                       std::to_string(file_lines_max) + " lines");
  }
  return breaches;
}

Breaches functions_too_long(const std::vector<SourceFile>& files) {
  Breaches breaches;
  for (const auto& file : files) {
    if (!file.is_cpp()) continue;
    for (const auto& span : FunctionFinder(file).run()) {
      const auto count = span.last_line - span.first_line + 1;
      if (count <= function_lines_max) continue;
      breaches.push_back(at(file, span.first_line) + "a function of " + std::to_string(count) +
                         " lines; the most is " + std::to_string(function_lines_max));
    }
  }
  return breaches;
}

Breaches lines_too_long(const std::vector<SourceFile>& files) {
  Breaches breaches;
  for (const auto& file : files) {
    if (!file.is_cpp() && !file.path.ends_with(".sh") && !file.path.ends_with(".py")) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      if (columns(file.lines[i]) <= line_columns_max) continue;
      breaches.push_back(at(file, i + 1) + "longer than " + std::to_string(line_columns_max) +
                         " columns");
    }
  }
  return breaches;
}

Breaches headers_without_pragma_once(const std::vector<SourceFile>& files) {
  Breaches breaches;
  for (const auto& file : files) {
    if (!file.is_header()) continue;
    if (file.lines.empty() || file.lines.front() != "#pragma once") {
      breaches.push_back(at(file, 1) + "a header begins with #pragma once");
    }
  }
  return breaches;
}

Breaches forbidden_words(const std::vector<SourceFile>& files) {
  static const auto pattern = words_pattern();
  Breaches breaches;
  for (const auto& file : files) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      if (!std::regex_search(file.lines[i], pattern)) continue;
      breaches.push_back(at(file, i + 1) + "finish it, or open an issue; do not leave a note");
    }
  }
  return breaches;
}

}  // namespace house
