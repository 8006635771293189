#include "dispatcher/face/control_media.hpp"

#include <gtest/gtest.h>

namespace dispatcher {
namespace {

TEST(ControlMedia, IsOneSubmissionAsJson) {
  for (const auto* type :
       {"application/json", "Application/JSON", "application/json;charset=utf-8",
        "application/json ; charset=UTF-8", "application/json; charset=\"utf-8\""})
    EXPECT_EQ(media_of(type), SubmitMedia::one) << type;
}

TEST(ControlMedia, IsLinesAsNdjsonAndWithoutAType) {
  for (const auto* type : {"", "application/x-ndjson", "application/x-ndjson; charset=utf-8"})
    EXPECT_EQ(media_of(type), SubmitMedia::lines) << type;
}

TEST(ControlMedia, IsNothingElse) {
  for (const auto* type :
       {"text/plain", "application/x-www-form-urlencoded", "application/jsonx", "json", ";",
        "application/json; charset=latin1", "application/json; charset=utf-8; a=b",
        "application/json;", "application/json, application/json", "*/*", "multipart/form-data"})
    EXPECT_EQ(media_of(type), SubmitMedia::unknown) << type;
}

}  // namespace
}  // namespace dispatcher
