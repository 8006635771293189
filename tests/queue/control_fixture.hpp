#pragma once

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/queue/spool_fixture.hpp"

namespace queue {

/// An open spool that is asked what operators ask.
class ControlTest : public SpoolTest {
 protected:
  void SetUp() override {
    SpoolTest::SetUp();
    open();
  }

  /// Asks; the answer can be waited for. An answer that comes twice ends the test program.
  template <class Answer, class Request>
  std::future<Result<Answer>> ask(Request request) {
    auto answered = std::make_shared<std::promise<Result<Answer>>>();
    request.done = [answered](Result<Answer> answer) { answered->set_value(std::move(answer)); };
    EXPECT_TRUE(spool->control(std::move(request)));
    return answered->get_future();
  }
  template <class Answer>
  static Answer wait_for(std::future<Answer> answer) {
    if (answer.wait_for(patience) != std::future_status::ready) std::abort();
    return answer.get();
  }

  std::optional<MessageView> find(const std::string& id) {
    return *wait_for(ask<std::optional<MessageView>>(FindMessage{id, {}}));
  }
  std::optional<MessageView> find(const MessageKey& key) {
    return *wait_for(ask<std::optional<MessageView>>(FindKey{key, {}}));
  }
  void hold_lane(const std::string& lane, const std::string& note) {
    EXPECT_TRUE(wait_for(ask<void>(HoldLane{lane, note, {}})));
  }
  std::future<Result<Decide::Page>> decide(Decision::Kind kind, Decide::Which which,
                                           const std::string& name, const std::string& after = {},
                                           std::uint32_t count_max = 1000) {
    return ask<Decide::Page>(Decide{{kind, "why"}, which, name, after, count_max, {}});
  }
  std::future<Result<Decide::Page>> decide(Decision::Kind kind, const std::string& id) {
    return decide(kind, Decide::Which::id, id);
  }
  std::future<Result<Decide::Page>> cancel(const std::string& id) {
    return decide(Decision::Kind::cancel, id);
  }
  static Decide::Page page_of(std::future<Result<Decide::Page>> answer) {
    return *wait_for(std::move(answer));
  }
  /// The answer about the only message that was asked for.
  static DecisionResult result_of(std::future<Result<Decide::Page>> answer) {
    const auto page = page_of(std::move(answer));
    EXPECT_EQ(page.rows.size(), 1U);
    EXPECT_TRUE(page.next.empty());
    return page.rows.empty() ? DecisionResult{} : page.rows[0].result;
  }
  /// The only message of the next Recalled.
  Recalled::Entry recalled() {
    auto entries = shard->next<Recalled>().entries;
    EXPECT_EQ(entries.size(), 1U);
    return entries.empty() ? Recalled::Entry{} : entries.front();
  }
  /// The next `count` recalled messages, each withdrawn.
  std::vector<std::string> withdraw_all(std::size_t count) {
    std::vector<std::string> ids;
    while (ids.size() < count) {
      for (const auto& entry : shard->next<Recalled>().entries) {
        EXPECT_TRUE(entry.decision);
        ids.push_back(entry.message.id);
        withdraw(entry.message.key);
      }
    }
    return ids;
  }
  void withdraw(const MessageKey& key) {
    shard->request(Settle{.key = key, .outcome = "withdrawn", .decides = true});
  }
  ListDead::Page list_dead(std::uint64_t after = 0, std::uint32_t count_max = 1000) {
    return *wait_for(ask<ListDead::Page>(ListDead{after, count_max, {}}));
  }
  std::uint64_t change_dead(ChangeDead::Kind kind, std::vector<ChangeDead::Item> items) {
    return *wait_for(ask<std::uint64_t>(ChangeDead{kind, std::move(items), {}}));
  }
  /// Once everything requested so far has taken effect.
  ListLanes::Table list_lanes() {
    (void)shard->status();
    return *wait_for(ask<ListLanes::Table>(ListLanes{}));
  }
  /// Once all is counted.
  ListLanes::Table list_lanes_at_last() {
    for (;;) {
      auto table = list_lanes();
      if (table.complete) return table;
    }
  }
  std::uint64_t counted_in_lanes() {
    std::uint64_t count = 0;
    for (const auto& row : list_lanes_at_last().rows) {
      for (const std::uint64_t some : row.open_counts) count += some;
    }
    return count;
  }
  std::vector<std::optional<MessageKey>> owners_of(std::vector<std::string> receipts) {
    shard->request(FindReceipts{7, std::move(receipts)});
    const auto found = shard->next<ReceiptsFound>();
    EXPECT_EQ(found.tag, 7U);
    return found.owners;
  }
  MessageKey accept_one(const std::string& id, const std::string& lane = "KS1") {
    accept({id}, lane);
    return find(id)->message.key;
  }
  std::vector<std::string> due_now(std::uint32_t credit) {
    shard->request(DueCredit{credit});
    return ids_of(shard->next<DueRead>().messages);
  }
  bool nothing_due(std::uint32_t credit) {
    shard->request(DueCredit{credit});
    return shard->count<DueRead>() == 0;
  }
};

}  // namespace queue
