#include "tests/house/include_rule.hpp"

#include <algorithm>
#include <map>
#include <regex>
#include <set>

namespace house {
namespace {

struct Room {
  std::string_view folder;
  std::vector<std::string_view> may_include;
  std::string_view but_not = "(nothing)";
};

/// The most particular room comes first: a file belongs to the first whose folder it is in.
const std::vector<Room>& rooms() {
  static const std::vector<Room> table = {
      {"queue/", {"queue/"}},
      {"net/", {"net/"}},
      {"dispatcher/message/", {"dispatcher/message/"}},
      {"dispatcher/policy/", {"dispatcher/policy/", "dispatcher/message/"}},
      {"dispatcher/face/", {"dispatcher/", "queue/", "net/"}},
      {"dispatcher/main.cpp", {"dispatcher/", "queue/", "net/"}},
      {"dispatcher/", {"dispatcher/", "queue/", "net/"}, "dispatcher/face/"},
      {"bench/simulator/", {"bench/simulator/"}},
      {"bench/", {"bench/", "queue/", "net/", "dispatcher/"}},
      {"tests/", {"tests/", "queue/", "net/", "dispatcher/", "bench/"}},
  };
  return table;
}

const Room* room_of(std::string_view path) {
  for (const auto& room : rooms()) {
    if (path.starts_with(room.folder)) return &room;
  }
  return nullptr;
}

struct Include {
  std::size_t line = 0;
  bool quoted = false;
  std::string target;
};

std::vector<Include> includes_of(const SourceFile& file) {
  static const std::regex pattern(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  std::vector<Include> includes;
  std::smatch match;
  const auto code = code_of(file);
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (!std::regex_search(code[i], match, pattern)) continue;
    includes.push_back({i + 1, match[1].str() == "\"", match[2].str()});
  }
  return includes;
}

bool allowed(const Room& room, const std::string& target) {
  return !target.starts_with(room.but_not) &&
         std::ranges::any_of(room.may_include,
                             [&](std::string_view folder) { return target.starts_with(folder); });
}

bool is_heavy(const std::string& target) {
  if (target.starts_with("rocksdb/") || target.starts_with("boost/beast")) return true;
  return target.starts_with("boost/asio") && target != "boost/asio/io_context.hpp";
}

/// The headers of ours that `file` reaches, with itself.
std::set<std::string> reached(const std::string& path,
                              const std::map<std::string, std::vector<Include>>& graph) {
  std::set<std::string> seen;
  std::vector<std::string> left = {path};
  while (!left.empty()) {
    const auto next = left.back();
    left.pop_back();
    const auto found = graph.find(next);
    if (found == graph.end() || !seen.insert(next).second) continue;
    for (const auto& include : found->second) left.push_back(include.target);
  }
  return seen;
}

struct Impurity {
  std::regex pattern;
  std::string what;
};

const std::vector<Impurity>& impurities() {
  static const std::vector<Impurity> table = {
      {std::regex(R"(^\s*#\s*include\s*<boost/(asio|beast))"), "Asio or Beast"},
      {std::regex(R"(^\s*#\s*include\s*<(random|thread|mutex|atomic|fstream|iostream)>)"),
       "a header that chance, threads or files come from"},
      {std::regex(R"((::|\.|->)now\s*\()"), "a clock's now()"},
      {std::regex(R"(\b(gettimeofday|clock_gettime|random_device|mt19937\w*|rand)\s*[({])"),
       "a clock or random source"},
      {std::regex(R"(\bstd::time\s*\()"), "std::time"},
  };
  return table;
}

}  // namespace

Breaches included_where_forbidden(const std::vector<SourceFile>& files) {
  Breaches breaches;
  for (const auto& file : files) {
    if (!file.is_cpp()) continue;
    const auto* room = room_of(file.path);
    if (room == nullptr) {
      breaches.push_back(at(file, 1) + "stands in no room");
      continue;
    }
    for (const auto& include : includes_of(file)) {
      const bool ours = room_of(include.target) != nullptr;
      if (include.quoted && !ours) {
        breaches.push_back(at(file, include.line) + "\"" + include.target +
                           "\" is not a path from the root");
      } else if (ours && !allowed(*room, include.target)) {
        breaches.push_back(at(file, include.line) + std::string(room->folder) +
                           " may not include " + include.target);
      }
    }
  }
  return breaches;
}

Breaches heavy_headers_leaking(const std::vector<SourceFile>& files) {
  std::map<std::string, std::vector<Include>> graph;
  std::map<std::string, std::string> heavy;
  for (const auto& file : files) {
    if (!file.is_cpp()) continue;
    graph[file.path] = includes_of(file);
    for (const auto& include : graph[file.path]) {
      if (is_heavy(include.target)) heavy[file.path] = include.target;
    }
  }
  Breaches breaches;
  for (const auto& file : files) {
    const bool product = file.is_cpp() && !file.in("tests/") && !file.in("bench/");
    if (!product) continue;
    for (const auto& header : reached(file.path, graph)) {
      const bool at_home = room_of(header) == room_of(file.path);
      if (at_home || !heavy.contains(header)) continue;
      breaches.push_back(at(file, 1) + "reaches <" + heavy[header] + "> through " + header);
    }
  }
  return breaches;
}

Breaches impure(const std::vector<SourceFile>& files) {
  Breaches breaches;
  for (const auto& file : files) {
    if (!file.is_cpp()) continue;
    if (!file.in("dispatcher/message/") && !file.in("dispatcher/policy/")) continue;
    const auto code = code_of(file);
    for (std::size_t i = 0; i < code.size(); ++i) {
      for (const auto& impurity : impurities()) {
        if (!std::regex_search(code[i], impurity.pattern)) continue;
        breaches.push_back(at(file, i + 1) + "pure code names " + impurity.what);
      }
    }
  }
  return breaches;
}

}  // namespace house
