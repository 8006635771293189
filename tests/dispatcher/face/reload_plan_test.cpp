#include "dispatcher/face/reload_plan.hpp"

#include <gmock/gmock.h>

#include "tests/dispatcher/face/options_fixture.hpp"

namespace dispatcher {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

class PlanReload : public OptionsFiles {
 protected:
  PlanReload() {
    write("d.toml", minimal());
    const Options options = load_options(path("d.toml")).options;
    running_ = effective_settings(options);
    shard_ = options.shard;
  }
  ReloadPlan plan(const std::string& text) {
    write("d.toml", text);
    return plan_reload(path("d.toml"), running_, shard_);
  }

  Settings running_;
  ShardOptions shard_;
};

TEST_F(PlanReload, OfTheSameFileChangesNothing) {
  const ReloadPlan same = plan(minimal());
  EXPECT_THAT(same.errors, IsEmpty());
  EXPECT_THAT(same.changed, IsEmpty());
  EXPECT_THAT(same.after_restart, IsEmpty());
  EXPECT_EQ(same.settings, running_);
}

TEST_F(PlanReload, NamesWhatChanges) {
  const ReloadPlan other = plan(minimal() + "[limits]\nrequests_per_second = 20\n");
  EXPECT_THAT(other.changed, ElementsAre("limits.requests_per_second"));
  EXPECT_EQ(other.options.shard.window.requests_per_second, 20);
  EXPECT_THAT(other.settings, Contains(Pair("limits.requests_per_second", "20")));
}

TEST_F(PlanReload, SaysWhatCheckConfigSays) {
  const ReloadPlan wrong = plan(minimal() + "[limits]\nrequests_per_second = -1\n");
  EXPECT_EQ(wrong.errors, load_options(path("d.toml")).errors);
  EXPECT_THAT(wrong.errors, ElementsAre(HasSubstr("d.toml:")));
}

TEST_F(PlanReload, LeavesForARestartWhatCannotChange) {
  const std::string text = minimal() +
                           "[connections]\nmax = 7\nage_max = \"60s\"\n[order]\nmode = \"none\"\n"
                           "[threads]\nshards = 3\n[control]\nsocket = \"elsewhere\"\n";
  const ReloadPlan other = plan(text);
  EXPECT_THAT(other.after_restart,
              testing::UnorderedElementsAre("connections.max", "order.mode", "threads.shards",
                                            "control.socket"));
  EXPECT_THAT(other.changed, ElementsAre("connections.age_max"));
  EXPECT_EQ(other.options.shard.outlet.pool.connections_max, shard_.outlet.pool.connections_max);
  EXPECT_TRUE(other.options.shard.strict_order);
  running_ = other.settings;
  EXPECT_EQ(plan(text).after_restart, other.after_restart);  // it still waits
}

TEST_F(PlanReload, KnowsAnAccountThatComesAndOneThatGoes) {
  const ReloadPlan added = plan(minimal() + account("other", "[\"" + service_a + "\"]"));
  EXPECT_THAT(added.changed, Contains("account.other.services"));
  running_ = added.settings;
  const ReloadPlan gone = plan(minimal());
  EXPECT_THAT(gone.changed, Contains("account.other.services"));
  EXPECT_EQ(gone.options.accounts.size(), 1U);
}

TEST_F(PlanReload, OfASecretThatIsGoneIsRefused) {
  std::filesystem::remove(path("password"));
  EXPECT_THAT(plan(minimal()).errors, ElementsAre(HasSubstr("account.password_file")));
}

}  // namespace
}  // namespace dispatcher
