#include "bench/simulator/page_query.hpp"

#include <gtest/gtest.h>
#include <simdjson.h>

namespace simulator {
namespace {

const std::string page_token = "PAKI0000000000000007000000000000000a";

PageQueryState page_state_of(const std::string& query) {
  PageQuery page;
  return read_page_query(query, page);
}

TEST(PageQuery, IsTheFirstFiftyRowsUnlessItSaysMore) {
  PageQuery page;
  ASSERT_EQ(read_page_query("", page), PageQueryState::good);
  EXPECT_EQ(page.size_rows, 50U);
  EXPECT_EQ(page.page, 0U);
  ASSERT_EQ(read_page_query("Other=x&PageSize=7&Page=0", page), PageQueryState::good);
  EXPECT_EQ(page.size_rows, 7U);
}

TEST(PageQuery, LeadsBehindTheInteractionThatItsTokenNames) {
  PageQuery page;
  ASSERT_EQ(read_page_query("PageSize=500&Page=3&PageToken=" + page_token, page),
            PageQueryState::good);
  EXPECT_EQ(page.size_rows, 100U);
  EXPECT_EQ(page.page, 3U);
  EXPECT_EQ(page.after, (SidBits{7, 10}));
}

TEST(PageQuery, IsRefusedWhenItWantsTooMuchOrMakesNoSense) {
  EXPECT_EQ(page_state_of("PageSize=1001"), PageQueryState::size_too_large);
  for (const auto& bad :
       {std::string{"PageSize="}, std::string{"PageSize=-1"}, std::string{"PageSize=5x"},
        std::string{"Page=1"}, "PageToken=" + page_token,
        "Page=1&PageToken=" + page_token.substr(2), std::string{"Page=1&PageToken="}}) {
    EXPECT_EQ(page_state_of(bad), PageQueryState::malformed) << bad;
  }
}

TEST(PageQuery, IsWhatTheUrlOfTheNextPageCarries) {
  simdjson::dom::parser parser;
  const auto meta = [&](const PageQuery& page, const std::optional<SidBits>& last) {
    std::string out = "{";
    append_page_meta(out, "https://a/b", page, last);
    return parser.parse(out + "}").at_pointer("/meta").get_object().value();
  };
  const auto first = meta({.size_rows = 7}, SidBits{7, 10});
  EXPECT_EQ(first["page"].get_uint64().value(), 0U);
  EXPECT_EQ(first["page_size"].get_uint64().value(), 7U);
  EXPECT_EQ(first["next_page_url"].get_string().value(),
            "https://a/b?PageSize=7&Page=1&PageToken=" + page_token);
  const auto last = meta({.size_rows = 7, .page = 1, .after = {7, 10}}, std::nullopt);
  EXPECT_TRUE(last["next_page_url"].is_null());
  EXPECT_TRUE(last["previous_page_url"].is_null());
  EXPECT_EQ(last["first_page_url"].get_string().value(), "https://a/b?PageSize=7&Page=0");
  EXPECT_EQ(last["url"].get_string().value(),
            "https://a/b?PageSize=7&Page=1&PageToken=" + page_token);
}

}  // namespace
}  // namespace simulator
