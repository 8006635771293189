#include "bench/simulator/page_query.hpp"

#include <algorithm>
#include <charconv>

#include "bench/simulator/clock_text.hpp"

namespace simulator {
namespace {

constexpr std::size_t given_rows_max = 100;
constexpr std::size_t asked_rows_max = 1000;
constexpr std::string_view token_prefix = "PA";

bool read_number(std::string_view text, std::uint64_t& number) {
  const auto* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  return parsed.ec == std::errc{} && parsed.ptr == end;
}

bool read_token(std::string_view text, SidBits& after) {
  if (!text.starts_with(token_prefix)) return false;
  const auto bits = parse_sid(text.substr(token_prefix.size()), "KI");
  if (bits) after = *bits;
  return bits.has_value();
}

void append_url(std::string& out, std::string_view base, const PageQuery& page) {
  out.append("\"").append(base).append("?PageSize=");
  append_number(out, page.size_rows);
  out.append("&Page=");
  append_number(out, page.page);
  if (page.page != 0) append_sid(out.append("&PageToken=").append(token_prefix), "KI", page.after);
  out.push_back('"');
}

}  // namespace

PageQueryState read_page_query(std::string_view query, PageQuery& page) {
  std::uint64_t asked_rows = page.size_rows;
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    const auto name = pair.substr(0, pair.find('='));
    const auto value = pair.substr(std::min(name.size() + 1, pair.size()));
    bool is_good = true;
    if (name == "PageSize") is_good = read_number(value, asked_rows) && asked_rows > 0;
    if (name == "Page") is_good = read_number(value, page.page);
    if (name == "PageToken") is_good = read_token(value, page.after);
    if (!is_good) return PageQueryState::malformed;
  }
  if (asked_rows > asked_rows_max) return PageQueryState::size_too_large;
  if ((page.page == 0) != (page.after == SidBits{})) return PageQueryState::malformed;
  page.size_rows = std::min<std::size_t>(asked_rows, given_rows_max);
  return PageQueryState::good;
}

void append_page_meta(std::string& out, std::string_view base, const PageQuery& page,
                      const std::optional<SidBits>& last) {
  out.append("\"meta\": {\n    \"page\": ");
  append_number(out, page.page);
  out.append(",\n    \"page_size\": ");
  append_number(out, page.size_rows);
  out.append(",\n    \"first_page_url\": ");
  append_url(out, base, {.size_rows = page.size_rows});
  out.append(",\n    \"previous_page_url\": null,\n    \"url\": ");
  append_url(out, base, page);
  out.append(",\n    \"next_page_url\": ");
  if (last) {
    append_url(out, base, {.size_rows = page.size_rows, .page = page.page + 1, .after = *last});
  } else {
    out.append("null");
  }
  out.append(",\n    \"key\": \"interactions\"\n  }");
}

}  // namespace simulator
