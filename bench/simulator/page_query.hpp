#pragma once
// How a list is read page by page. Source: https://www.twilio.com/docs/proxy/api/interaction and
// https://www.twilio.com/docs/usage/twilios-response (50 rows a page unless asked for, 100 at most;
// the next page is what next_page_url says), https://www.twilio.com/docs/api/errors/20007 (1,000).

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bench/simulator/route.hpp"

namespace simulator {

struct PageQuery {
  std::size_t size_rows = 50;  ///< 1 to 100
  std::uint64_t page = 0;
  SidBits after{};  ///< the interaction that the page before ended with; zero: the first page
};

enum class PageQueryState {
  good,
  size_too_large,  ///< over 1,000
  malformed,       ///< also a page other than the first without the token that leads to it
};

/// \param query  like "PageSize=50&Page=1&PageToken=PAKI.."; other parameters are passed over
PageQueryState read_page_query(std::string_view query, PageQuery& page);

/// Appends what stands behind the rows of a page.
/// \param base  of the list, with scheme and host, without query
/// \param last  the interaction that this page ends with; nothing: no page follows
void append_page_meta(std::string& out, std::string_view base, const PageQuery& page,
                      const std::optional<SidBits>& last);

}  // namespace simulator
