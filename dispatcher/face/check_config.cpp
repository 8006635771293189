#include "dispatcher/face/check_config.hpp"

namespace dispatcher {
namespace {

void show_json(const Options& options, std::ostream& out) {
  // TOML's notation of our texts, numbers and lists of texts is JSON's too.
  std::string line = "{";
  for (const auto& [key, value] : effective_settings(options)) {
    line.append(line.size() > 1 ? ",\"" : "\"").append(key).append("\":").append(value);
  }
  out << line << "}\n";
}

}  // namespace

bool load_or_complain(const std::filesystem::path& file, Console& console, Options& options,
                      OptionsFor use) {
  auto read = load_options(file, use);
  for (const auto& error : read.errors) console.err << error << '\n';
  options = std::move(read.options);
  return read.errors.empty();
}

ExitCode run_check_config(const CheckConfigCommand& command, Console& console) {
  Options options;
  if (!load_or_complain(command.config, console, options)) return exit_config;
  if (command.json) {
    show_json(options, console.out);
  } else {
    for (const auto& [key, value] : effective_settings(options)) {
      console.out << key << " = " << value << '\n';
    }
  }
  console.out.flush();
  return exit_done;
}

}  // namespace dispatcher
