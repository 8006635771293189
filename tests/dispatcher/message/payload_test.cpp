#include "dispatcher/message/payload.hpp"

#include <gtest/gtest.h>

#include "tests/dispatcher/message/sample.hpp"

namespace dispatcher {
namespace {

StoredFields stored_fields(const Message& message) {
  return {message.id, message.priority, message.not_before};
}

Message full_message() {
  Message message = sample::message("Grüße \U0001F600\n");
  message.priority = Priority::urgent;
  message.not_before = sample::time("2026-11-23T10:00:00Z");
  message.expires_at = sample::time("2026-11-24T10:00:00.000001Z");
  message.on_ambiguous = OnAmbiguous::resend;
  return message;
}

std::string payload_of(const Message& message) {
  std::string payload;
  append_payload(payload, message);
  return payload;
}

TEST(Payload, GivesTheSameMessageBack) {
  Message held = sample::message();
  held.on_ambiguous = OnAmbiguous::hold;
  Message reconciled = full_message();
  reconciled.on_ambiguous = OnAmbiguous::reconcile;
  for (const auto& message : {full_message(), sample::message(), held, reconciled}) {
    const auto back = decode_payload(payload_of(message), stored_fields(message));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, message);
  }
}

TEST(Payload, OfTheLongestTextKeepsItsBound) {
  const auto message = sample::message(sample::repeated("\u20AC", body_units_max));
  EXPECT_LE(payload_of(message).size(), payload_bytes_max);
  EXPECT_TRUE(decode_payload(payload_of(message), stored_fields(message)));
}

TEST(Payload, CutAnywhereIsRefused) {
  const auto message = full_message();
  const auto payload = payload_of(message);
  for (std::size_t size = 0; size < payload.size(); ++size) {
    const auto back = decode_payload(payload.substr(0, size), stored_fields(message));
    ASSERT_FALSE(back) << size;
    EXPECT_EQ(back.error(), errc::malformed_record);
  }
}

TEST(Payload, WithBytesBehindItIsRefused) {
  const auto message = full_message();
  EXPECT_FALSE(decode_payload(payload_of(message) + '\0', stored_fields(message)));
}

TEST(Payload, WithAnyBitTurnedIsRefusedOrStillAValidMessage) {
  const auto message = full_message();
  auto payload = payload_of(message);
  std::size_t refused_count = 0;
  for (std::size_t bit = 0; bit < payload.size() * 8; ++bit) {
    payload[bit / 8] = static_cast<char>(payload[bit / 8] ^ (1 << bit % 8));
    const auto back = decode_payload(payload, stored_fields(message));
    payload[bit / 8] = static_cast<char>(payload[bit / 8] ^ (1 << bit % 8));
    if (back) {
      EXPECT_FALSE(body_fault(back->body));
      EXPECT_NE(*back, message);
    } else {
      ++refused_count;
    }
  }
  EXPECT_GT(refused_count, 0U);
}

TEST(Payload, OfANewerFormIsRefused) {
  const auto message = full_message();
  auto payload = payload_of(message);
  payload[0] = 2;
  EXPECT_FALSE(decode_payload(payload, stored_fields(message)));
}

}  // namespace
}  // namespace dispatcher
