#include "dispatcher/face/options.hpp"

#include <gmock/gmock.h>

#include "tests/dispatcher/face/options_fixture.hpp"

namespace dispatcher {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class ReadOptions : public OptionsFiles {};

TEST_F(ReadOptions, TakesTheLeastThereIsAndDefaultsForTheRest) {
  const auto [options, errors] = read(minimal());
  EXPECT_THAT(errors, IsEmpty());
  EXPECT_EQ(options.spool.directory, path("spool"));
  EXPECT_EQ(options.spool.durability, queue::Durability::power);
  EXPECT_EQ(options.shard.window.window, 5s);
  EXPECT_EQ(options.shard.outlet.pool.response_timeout, 35s);
  EXPECT_EQ(options.shard.default_ttl, 24h);
  ASSERT_EQ(options.accounts.size(), 1U);
  EXPECT_EQ(options.accounts[0].base_url, "https://proxy.twilio.com");
  EXPECT_EQ(options.accounts[0].endpoint.host, "proxy.twilio.com");
  EXPECT_EQ(options.accounts[0].username.reveal(), "SKuser");
  EXPECT_EQ(options.accounts[0].password.reveal(), "swordfish");
}

TEST_F(ReadOptions, TakesEveryKindOfValue) {
  const auto [options, errors] =
      read("[spool]\ndirectory = \"/srv/spool\"\ndurability = \"process\"\nreserve = \"1GiB\"\n" +
           account("main", "[\"" + service_a + "\", \"" + service_b + "\"]") +
           "base_url = \"https://localhost:8443\"\nin_flight_max = 7\n"
           "[limits]\nrequests_per_second = 0\nwindow = \"10s\"\n"
           "infeasible = \"expire\"\n[order]\nmode = \"none\"\n"
           "[ambiguous]\npolicy = \"resend\"\nresend_after = \"1m\"\n[message]\ndefault_ttl = 0\n"
           "[threads]\nshards = 3\n[log]\nlevel = \"debug\"\n");
  EXPECT_THAT(errors, IsEmpty());
  EXPECT_EQ(options.spool.directory, "/srv/spool");
  EXPECT_EQ(options.spool.durability, queue::Durability::process);
  EXPECT_EQ(options.spool.reserve_bytes, 1ULL << 30);
  EXPECT_THAT(options.accounts.at(0).services, ElementsAre(service_a, service_b));
  EXPECT_EQ(options.accounts.at(0).endpoint.port, 8443);
  EXPECT_EQ(options.accounts.at(0).in_flight_max, 7U);
  EXPECT_EQ(options.shard.window.requests_per_second, 0);
  EXPECT_TRUE(options.shard.expires_infeasible);
  EXPECT_FALSE(options.shard.strict_order);
  EXPECT_EQ(options.shard.on_ambiguous, OnAmbiguous::resend);
  EXPECT_EQ(options.shard.retry.resend_after, 60s);
  EXPECT_EQ(options.shard.default_ttl, 0s);
  EXPECT_EQ(options.shards_count, 3U);
  EXPECT_EQ(options.log_level, LogLevel::debug);
}

TEST_F(ReadOptions, DoubtIsReconciledUnlessTheFileSaysOtherwise) {
  const auto by_default = read(minimal()).options.shard;
  EXPECT_EQ(by_default.on_ambiguous, OnAmbiguous::reconcile);
  EXPECT_FALSE(by_default.reconcile.then_resend);
  EXPECT_EQ(by_default.reconcile.look_last, 95s);

  const auto chosen = read(minimal() +
                           "[ambiguous]\npolicy = \"reconcile\"\nthen = \"resend\"\n"
                           "look_first = \"100ms\"\nlook_second = \"200ms\"\n"
                           "look_last = \"300ms\"\n");
  EXPECT_THAT(chosen.errors, IsEmpty());
  EXPECT_TRUE(chosen.options.shard.reconcile.then_resend);
  EXPECT_EQ(chosen.options.shard.reconcile.look_first, 100ms);
  EXPECT_EQ(chosen.options.shard.reconcile.look_second, 200ms);
  EXPECT_EQ(chosen.options.shard.reconcile.look_last, 300ms);
}

TEST_F(ReadOptions, AnUnknownKeyIsNamedWithItsPlaceAndTheNearestOne) {
  EXPECT_THAT(errors(minimal() + "[limits]\n  windw = \"5s\"\n"),
              ElementsAre("d.toml:9:3: limits.windw: there is no such key; "
                          "did you mean \"window\"?"));
  EXPECT_THAT(errors(minimal() + "[limits]\nfrobnicate = 1\n"),
              ElementsAre("d.toml:9:1: limits.frobnicate: there is no such key"));
}

TEST_F(ReadOptions, AnUnknownSectionIsNamedWithTheNearestOne) {
  EXPECT_THAT(errors(minimal() + "[limit]\nwindow = \"5s\"\n"),
              ElementsAre(AllOf(HasSubstr(":8:"), HasSubstr("did you mean \"limits\"?"))));
}

TEST_F(ReadOptions, AFeatureThatDoesNotStandIsRefused) {
  EXPECT_THAT(errors(minimal() + "[metrics]\nlisten = \"localhost:9000\"\n"),
              ElementsAre(HasSubstr("no such section")));
}

TEST_F(ReadOptions, AKeyOutsideItsSectionIsShownTheWay) {
  EXPECT_THAT(errors("window = \"5s\"\n" + minimal()),
              ElementsAre("d.toml:1:1: window: stands in no section; it belongs under [limits]"));
  EXPECT_THAT(errors("spool = \"/srv\"\n" + account("main", "[\"*\"]")),
              testing::Contains(HasSubstr("is a section: write [spool]")));
}

TEST_F(ReadOptions, AccountsAreRepeatedAndOthersAreNot) {
  EXPECT_THAT(errors("[spool]\ndirectory = \"s\"\n[account]\nname = \"main\"\n"),
              testing::Contains(HasSubstr("write [[account]]")));
  EXPECT_THAT(errors(minimal() + "[[limits]]\nwindow = \"5s\"\n"),
              ElementsAre(HasSubstr("write [limits], with one bracket")));
}

TEST_F(ReadOptions, AWrongTypeIsAnsweredWithTheRightOne) {
  EXPECT_THAT(errors(minimal() + "[limits]\nwindow = 5\nrequests_per_second = \"30\"\n"),
              ElementsAre(HasSubstr("9:10: limits.window: expected a duration with its unit"),
                          HasSubstr("expected a whole number without quotes, not a text")));
  EXPECT_THAT(errors(minimal() + "services = \"*\"\n"), testing::SizeIs(1));
}

TEST_F(ReadOptions, AValueOutOfRangeIsAnsweredWithTheRange) {
  EXPECT_THAT(errors(minimal() + "[connections]\nmax = 0\n"),
              ElementsAre("d.toml:9:7: connections.max: must be from 1 to 16384"));
  EXPECT_THAT(errors(minimal() + "[limits]\nwindow = \"1h\"\n"),
              ElementsAre(HasSubstr("limits.window: must be from 1s to 1m")));
  EXPECT_THAT(errors(minimal() + "[message]\ndefault_ttl = \"250ms\"\n"),
              ElementsAre(HasSubstr("must be from 1s to 365d, or 0")));
  EXPECT_THAT(errors(minimal() + "[message]\ndefault_ttl = \"1500ms\"\n"),
              ElementsAre(HasSubstr("whole number of seconds")));
  EXPECT_THAT(errors("[spool]\ndirectory = \"s\"\nreserve = \"1MiB\"\n" + account("a", "[\"*\"]")),
              ElementsAre(HasSubstr("spool.reserve: must be at least 16MiB")));
}

TEST_F(ReadOptions, WhatIsRequiredAndMissingIsNamed) {
  EXPECT_THAT(errors(account("main", "[\"*\"]")),
              ElementsAre("d.toml: spool.directory: is missing; it must be set"));
  EXPECT_THAT(errors("[spool]\n" + account("main", "[\"*\"]")),
              ElementsAre("d.toml:1:2: spool.directory: is missing; it must be set"));
  EXPECT_THAT(errors("[spool]\ndirectory = \"s\"\n[[account]]\nname = \"main\"\n"),
              ElementsAre(HasSubstr("account.username_file: is missing"),
                          HasSubstr("account.password_file: is missing"),
                          HasSubstr("account.services: is missing")));
}

TEST_F(ReadOptions, AllErrorsAreReportedInTheOrderOfTheirLines) {
  EXPECT_THAT(
      errors(minimal() + "[retry]\nbase = 1\n[order]\nmode = \"best\"\nx = 1\n"),
      ElementsAre(HasSubstr("d.toml:9:"), HasSubstr("d.toml:11:"), HasSubstr("d.toml:12:")));
}

TEST_F(ReadOptions, WhatIsNoTomlIsReportedWithItsPlace) {
  EXPECT_THAT(errors("[spool\n"), ElementsAre(HasSubstr("d.toml:1:7: spool: ")));
  EXPECT_THAT(errors(minimal() + "base_url = https\n"),
              ElementsAre(HasSubstr("d.toml:8:12: account.base_url: ")));
}

TEST_F(ReadOptions, AKeyThatCannotBeSeenIsShown) {
  EXPECT_THAT(errors(minimal() + "\"\" = 1\n"),
              ElementsAre(HasSubstr("account.\"\": there is no")));
  EXPECT_THAT(errors("\"\" = 1\n" + minimal()), ElementsAre(HasSubstr("d.toml:1:1: \"\": ")));
  EXPECT_THAT(errors(minimal() + "\"a\\u001b\\nb\" = 1\n"),
              ElementsAre(HasSubstr("account.a??b: there is no such key")));
}

TEST_F(ReadOptions, NoErrorAndNoSettingShowsASecret) {
  const auto read_twice = read(minimal() + "[limits]\nx = 1\n");
  for (const auto& error : read_twice.errors) EXPECT_THAT(error, Not(HasSubstr("swordfish")));
  for (const auto& [key, value] : effective_settings(read_twice.options)) {
    EXPECT_THAT(value, Not(HasSubstr("swordfish"))) << key;
  }
}

TEST_F(ReadOptions, AreLoadedFromAFileWhosePathsStartAtItsDirectory) {
  const auto loaded = load_options(write("d.toml", minimal()));
  EXPECT_THAT(loaded.errors, IsEmpty());
  EXPECT_EQ(loaded.options.spool.directory, path("spool"));
}

TEST_F(ReadOptions, AFileThatCannotBeReadIsAnError) {
  EXPECT_THAT(load_options(path("missing.toml")).errors,
              ElementsAre(AllOf(HasSubstr("missing.toml: cannot be read: No such file"),
                                HasSubstr("--config"))));
  EXPECT_THAT(load_options(directory()).errors, ElementsAre(HasSubstr("cannot be read")));
  EXPECT_THAT(load_options(write("long.toml", std::string(2'000'000, '#'))).errors,
              ElementsAre(HasSubstr("too long")));
}

}  // namespace
}  // namespace dispatcher
