#include "bench/simulator/counters.hpp"

#include <gtest/gtest.h>
#include <simdjson.h>

namespace simulator {
namespace {

TEST(Counters, AreOneJsonObject) {
  Counters counters;
  counters.requests = 3;
  counters.handshakes_resumed = 2;
  counters.faults = {{"429", 1}, {"fin-after", 5}};
  simdjson::dom::parser parser;
  const auto text = counters.json();
  const auto object = parser.parse(text).get_object().value();
  EXPECT_EQ(object["requests"].get_uint64().value(), 3u);
  EXPECT_EQ(object["handshakes_resumed"].get_uint64().value(), 2u);
  EXPECT_EQ(object["answers_429"].get_uint64().value(), 0u);
  EXPECT_EQ(object["faults"]["429"].get_uint64().value(), 1u);
  EXPECT_EQ(object["faults"]["fin-after"].get_uint64().value(), 5u);
  EXPECT_EQ(text.back(), '\n');
}

}  // namespace
}  // namespace simulator
