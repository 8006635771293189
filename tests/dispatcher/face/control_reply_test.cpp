#include "dispatcher/face/control_reply.hpp"

#include <gmock/gmock.h>

#include "dispatcher/face/control_answer.hpp"

namespace dispatcher {
namespace {

TEST(ControlReply, SaysWhatTheDaemonSaid) {
  const auto refusal = refusal_of(answer_error(http_status::bad_request, "wrong", "correct it"));
  EXPECT_EQ(refusal.sentence, "wrong; correct it");
  EXPECT_EQ(refusal.reason, "");
  EXPECT_EQ(refusal.exit_code, exit_usage);
}

TEST(ControlReply, TellsWhetherToTryAgainLater) {
  const auto busy = refusal_of(answer_unavailable(Unavailable::busy));
  EXPECT_EQ(busy.reason, "busy");
  EXPECT_EQ(busy.exit_code, exit_try_later);
  EXPECT_EQ(refusal_of(answer_unavailable(Unavailable::draining)).exit_code, exit_try_later);
  EXPECT_EQ(refusal_of(answer_unavailable(Unavailable::no_space)).exit_code, exit_try_later);
  EXPECT_EQ(refusal_of(answer_unavailable(Unavailable::backlog)).exit_code, exit_try_later);
  EXPECT_EQ(refusal_of(answer_unavailable(Unavailable::age)).exit_code, exit_try_later);
  EXPECT_EQ(refusal_of(answer_unavailable(Unavailable::failed)).exit_code, exit_io);
}

TEST(ControlReply, ToAnUnknownIdIsNoInput) {
  EXPECT_EQ(refusal_of(answer_error(http_status::not_found, "a", "b")).exit_code, exit_no_input);
}

TEST(ControlReply, ThatCameTooLateIsNotAll) {
  EXPECT_EQ(refusal_of(answer_error(http_status::conflict, "a", "b")).exit_code, exit_not_all);
}

TEST(ControlReply, ThatIsNotOursNamesItsStatus) {
  for (const auto* body : {"", "<html>", "[]", "{\"error\":7}"}) {
    const auto refusal = refusal_of({.status = 502, .body = body});
    EXPECT_EQ(refusal.sentence, "the dispatcher answered 502");
    EXPECT_EQ(refusal.exit_code, exit_software);
  }
}

}  // namespace
}  // namespace dispatcher
