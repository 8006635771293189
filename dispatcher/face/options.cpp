#include "dispatcher/face/options.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

#include "dispatcher/face/options_check.hpp"
#include "dispatcher/face/options_document.hpp"
#include "dispatcher/face/options_keys.hpp"
#include "dispatcher/message/nearest_name.hpp"

namespace dispatcher {
namespace {

constexpr std::size_t config_bytes_max = 1 << 20;

std::vector<std::string_view> section_names() {
  std::vector<std::string_view> names;
  for (const auto& key : option_keys()) {
    if (std::ranges::find(names, key.section) == names.end()) names.push_back(key.section);
  }
  return names;
}

std::vector<std::string_view> key_names(std::string_view section) {
  std::vector<std::string_view> names;
  for (const auto& key : option_keys()) {
    if (key.section == section) names.push_back(key.name);
  }
  return names;
}

std::string unknown(std::string_view what, std::string_view name,
                    const std::vector<std::string_view>& known) {
  const auto nearest = nearest_name(name, known);
  std::string sentence = "there is no such " + std::string(what);
  if (!nearest.empty()) sentence += "; did you mean \"" + std::string(nearest) + "\"?";
  return sentence;
}

/// A name that can be seen.
std::string shown(const std::string& name) { return name.empty() ? "\"\"" : name; }

/// Takes the sections of a document into options, and says of each setting what is wrong.
class Taker {
 public:
  explicit Taker(Options& options) : options_(options) {}

  void section(const Section& section) {
    const bool is_account = section.name == account_section;
    if (section.name.empty()) {
      for (const auto& setting : section.settings) stray(setting);
    } else if (key_names(section.name).empty()) {
      complain(section.place, section.name, unknown("section", section.name, section_names()));
    } else if (section.repeated != is_account) {
      complain(section.place, section.name,
               is_account ? "write [[account]], with two brackets: there can be several"
                          : "write [" + section.name + "], with one bracket: there is only one");
    } else if (is_account) {
      options_.accounts.emplace_back();
      places.accounts.push_back({{"", section.place}});
      settings(section, options_.accounts.back(), places.accounts.back(), "");
    } else {
      AccountOptions none;
      settings(section, none, places.settings, section.name + ".");
    }
  }

  void missing_section(std::string_view name) {
    for (const auto& key : option_keys()) {
      if (key.section == name && key.required)
        complain({}, key.path(), "is missing; it must be set");
    }
  }

  OptionsPlaces places;
  std::vector<OptionsComplaint> complaints;

 private:
  void complain(FilePlace place, std::string key, std::string sentence) {
    complaints.push_back({place, std::move(key), std::move(sentence)});
  }

  /// A setting above all sections, or a section written as a setting.
  void stray(const Setting& setting) {
    if (!key_names(setting.name).empty()) {
      complain(setting.place, setting.name, "is a section: write [" + setting.name + "]");
      return;
    }
    for (const auto& key : option_keys()) {
      if (key.name != setting.name) continue;
      complain(setting.place, setting.name,
               "stands in no section; it belongs under [" + std::string(key.section) + "]");
      return;
    }
    complain(setting.place, shown(setting.name), unknown("section", setting.name, section_names()));
  }

  void settings(const Section& section, AccountOptions& account, SettingPlaces& where,
                const std::string& prefix) {
    for (const auto& setting : section.settings) {
      const auto path = section.name + "." + shown(setting.name);
      const auto* key = find_option_key(section.name, setting.name);
      if (key == nullptr) {
        complain(setting.place, path, unknown("key", setting.name, key_names(section.name)));
        continue;
      }
      where[prefix + setting.name] = setting.place;
      auto complaint = key->take(setting.value, options_, account);
      if (!complaint.empty()) complain(setting.value.place, path, std::move(complaint));
    }
    for (const auto& key : option_keys()) {
      if (key.section != section.name || !key.required) continue;
      if (where.contains(prefix + std::string(key.name))) continue;
      complain(section.place, key.path(), "is missing; it must be set");
    }
  }

  Options& options_;
};

std::string line_of(const std::string& file_name, const OptionsComplaint& complaint) {
  std::string line = file_name;
  if (complaint.place.line > 0) {
    line +=
        ":" + std::to_string(complaint.place.line) + ":" + std::to_string(complaint.place.column);
  }
  if (!complaint.key.empty()) line += ": " + complaint.key;
  line += ": " + complaint.sentence;
  // What the file says stays on its line, and gives no orders to a terminal.
  std::ranges::replace_if(
      line, [](unsigned char c) { return c < ' ' || c == 127; }, '?');
  return line;
}

OptionsRead refused(const std::filesystem::path& file, const std::string& sentence) {
  OptionsRead read;
  read.errors.push_back(file.string() + ": " + sentence);
  return read;
}

}  // namespace

OptionsRead read_options(std::string_view text, const std::string& file_name,
                         const std::filesystem::path& directory, OptionsFor use) {
  OptionsRead read;
  const auto parsed = parse_document(text);
  if (const auto* error = std::get_if<DocumentError>(&parsed)) {
    read.errors.push_back(line_of(file_name, {error->place, error->key, error->sentence}));
    return read;
  }
  const auto& document = std::get<Document>(parsed);
  Taker taker(read.options);
  for (const auto& section : document.sections) taker.section(section);
  for (const auto& name : section_names()) {
    const bool is_there =
        std::ranges::find(document.sections, name, &Section::name) != document.sections.end();
    if (!is_there && name != account_section) taker.missing_section(name);
  }

  auto complaints = std::move(taker.complaints);
  std::ranges::move(check_options(read.options, taker.places, directory, use),
                    std::back_inserter(complaints));
  std::ranges::stable_sort(complaints, {}, [](const auto& c) { return c.place.line; });
  for (const auto& complaint : complaints) read.errors.push_back(line_of(file_name, complaint));
  return read;
}

OptionsRead load_options(const std::filesystem::path& file, OptionsFor use) {
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  std::string text(config_bytes_max, '\0');
  if (in) in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in.is_open() || in.bad() || std::filesystem::is_directory(file)) {
    const auto reason = errno != 0 ? errno : EISDIR;
    return refused(file, "cannot be read: " + std::system_category().message(reason) +
                             "; name the configuration with --config");
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() == config_bytes_max) return refused(file, "is too long to be a configuration");
  return read_options(text, file.string(), std::filesystem::absolute(file).parent_path(), use);
}

std::vector<std::pair<std::string, std::string>> effective_settings(const Options& options) {
  std::vector<std::pair<std::string, std::string>> settings;
  const AccountOptions none;
  for (const auto& key : option_keys()) {
    if (key.section == account_section) continue;
    settings.emplace_back(key.path(), key.show(options, none));
  }
  for (const auto& account : options.accounts) {
    for (const auto& key : option_keys()) {
      if (key.section != account_section || key.name == "name") continue;
      settings.emplace_back("account." + account.name + "." + std::string(key.name),
                            key.show(options, account));
    }
  }
  return settings;
}

}  // namespace dispatcher
