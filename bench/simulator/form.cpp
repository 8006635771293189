#include "bench/simulator/form.hpp"

#include <simdjson.h>

#include <algorithm>

namespace simulator {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool decode(std::string_view encoded, std::string& text) {
  text.resize(encoded.size());
  auto out = text.begin();
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    if (encoded[i] == '+') {
      *out++ = ' ';
    } else if (encoded[i] != '%') {
      *out++ = encoded[i];
    } else {
      if (i + 2 >= encoded.size()) return false;
      const int high = hex_value(encoded[i + 1]);
      const int low = hex_value(encoded[i + 2]);
      if (high < 0 || low < 0) return false;
      *out++ = static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  text.erase(out, text.end());
  return true;
}

}  // namespace

FormState read_body_parameter(std::string_view form, std::string& text) {
  std::string name;
  std::string_view value;
  int found = 0;
  while (!form.empty()) {
    const auto pair = form.substr(0, form.find('&'));
    form.remove_prefix(std::min(pair.size() + 1, form.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    if (!decode(pair.substr(0, equals), name)) return FormState::malformed;
    if (name != "Body") continue;
    value = pair.substr(std::min(equals + 1, pair.size()));
    ++found;
  }
  if (found > 1) return FormState::repeated;
  if (!decode(value, text) || !simdjson::validate_utf8(text.data(), text.size())) {
    return FormState::malformed;
  }
  return text.empty() ? FormState::missing : FormState::found;
}

std::size_t utf16_units(std::string_view text) {
  std::size_t units = 0;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    units += (byte & 0xc0) == 0x80 ? 0u : byte >= 0xf0 ? 2u : 1u;
  }
  return units;
}

}  // namespace simulator
