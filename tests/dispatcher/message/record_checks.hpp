#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "dispatcher/message/error.hpp"

namespace dispatcher {

/// Every shorter piece is refused, and so is a byte behind the end.
template <class Decode>
void expect_only_the_whole_is_read(const std::string& bytes, Decode decode,
                                   std::size_t shortest_refused) {
  for (std::size_t size = shortest_refused; size < bytes.size(); ++size) {
    const auto back = decode(std::string_view{bytes}.substr(0, size));
    ASSERT_FALSE(back) << size;
    EXPECT_EQ(back.error(), errc::malformed_record);
  }
  EXPECT_FALSE(decode(bytes + '\0'));
}

/// A turned bit gives another record or none; never the same, and never a fault.
template <class Record, class Decode>
void expect_no_turned_bit_goes_unseen(std::string bytes, const Record& record, Decode decode) {
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    const auto back = decode(std::string_view{bytes});
    EXPECT_FALSE(back && *back == record) << bit;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
  }
}

}  // namespace dispatcher
