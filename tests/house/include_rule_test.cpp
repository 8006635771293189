#include "tests/house/include_rule.hpp"

#include <gmock/gmock.h>

namespace house {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string including(std::string_view target) { return "#include " + std::string(target) + "\n"; }

Breaches breaches_of(std::string path, std::string_view target) {
  return included_where_forbidden({source_file(std::move(path), including(target))});
}

TEST(IncludeRule, ARoomMayIncludeItself) {
  EXPECT_THAT(breaches_of("queue/ring.cpp", "\"queue/ring.hpp\""), IsEmpty());
  EXPECT_THAT(breaches_of("net/pool.cpp", "\"net/pool.hpp\""), IsEmpty());
}

TEST(IncludeRule, TheLeavesDoNotKnowEachOtherNorTheDispatcher) {
  EXPECT_THAT(breaches_of("queue/a.hpp", "\"net/url.hpp\""),
              ElementsAre("queue/a.hpp:1: queue/ may not include net/url.hpp"));
  EXPECT_THAT(breaches_of("net/a.cpp", "\"queue/ring.hpp\""), testing::SizeIs(1));
  EXPECT_THAT(breaches_of("net/a.cpp", "\"dispatcher/shard.hpp\""), testing::SizeIs(1));
}

TEST(IncludeRule, MessageStandsAloneAndPolicyKnowsOnlyMessage) {
  EXPECT_THAT(breaches_of("dispatcher/message/a.hpp", "\"dispatcher/policy/lane.hpp\""),
              testing::SizeIs(1));
  EXPECT_THAT(breaches_of("dispatcher/message/a.hpp", "\"queue/spool.hpp\""), testing::SizeIs(1));
  EXPECT_THAT(breaches_of("dispatcher/policy/a.hpp", "\"dispatcher/message/sid.hpp\""), IsEmpty());
  EXPECT_THAT(breaches_of("dispatcher/policy/a.hpp", "\"dispatcher/shard.hpp\""),
              testing::SizeIs(1));
}

TEST(IncludeRule, ThePathKnowsNoFaceButMainDoes) {
  EXPECT_THAT(breaches_of("dispatcher/shard.cpp", "\"dispatcher/face/options.hpp\""),
              testing::SizeIs(1));
  EXPECT_THAT(breaches_of("dispatcher/main.cpp", "\"dispatcher/face/options.hpp\""), IsEmpty());
  EXPECT_THAT(breaches_of("dispatcher/face/a.cpp", "\"dispatcher/shard.hpp\""), IsEmpty());
}

TEST(IncludeRule, TheSimulatorSharesNothingWithWhatItChecks) {
  EXPECT_THAT(breaches_of("bench/simulator/a.cpp", "\"net/url.hpp\""), testing::SizeIs(1));
  EXPECT_THAT(breaches_of("bench/simulator/a.cpp", "\"dispatcher/message/sid.hpp\""),
              testing::SizeIs(1));
  EXPECT_THAT(breaches_of("bench/simulator/a.cpp", "\"bench/simulator/form.hpp\""), IsEmpty());
}

TEST(IncludeRule, OursInAngleBracketsIsStillOurs) {
  EXPECT_THAT(breaches_of("net/a.cpp", "<queue/ring.hpp>"), testing::SizeIs(1));
}

TEST(IncludeRule, AQuotedPathStartsAtTheRoot) {
  EXPECT_THAT(breaches_of("queue/a.cpp", "\"ring.hpp\""),
              ElementsAre(HasSubstr("not a path from the root")));
}

TEST(IncludeRule, ACommentIsNoInclude) {
  const auto file = source_file("net/a.cpp", "// #include \"queue/ring.hpp\"\n");
  EXPECT_THAT(included_where_forbidden({file}), IsEmpty());
}

TEST(IncludeRule, AFileOutsideEveryRoomIsABreach) {
  EXPECT_THAT(included_where_forbidden({source_file("util/a.cpp", "")}),
              ElementsAre(HasSubstr("stands in no room")));
}

TEST(HeavyHeaders, AreFoundThroughHeadersOfAnotherRoom) {
  const std::vector<SourceFile> files = {
      source_file("queue/table.hpp", including("<rocksdb/db.h>")),
      source_file("queue/spool.hpp", including("\"queue/table.hpp\"")),
      source_file("dispatcher/shard.cpp", including("\"queue/spool.hpp\""))};
  EXPECT_THAT(heavy_headers_leaking(files),
              ElementsAre(HasSubstr("dispatcher/shard.cpp:1: reaches <rocksdb/db.h> through")));
}

TEST(HeavyHeaders, MayStandInTheRoomThatUsesThem) {
  const std::vector<SourceFile> files = {
      source_file("queue/table.hpp", including("<rocksdb/db.h>")),
      source_file("queue/table.cpp", including("\"queue/table.hpp\""))};
  EXPECT_THAT(heavy_headers_leaking(files), IsEmpty());
}

TEST(HeavyHeaders, OfAsioOnlyTheIoContextIsLight) {
  const auto reach = [](std::string_view target) {
    return heavy_headers_leaking(
        {source_file("net/pool.hpp", including(target)),
         source_file("dispatcher/shard.cpp", including("\"net/pool.hpp\""))});
  };
  EXPECT_THAT(reach("<boost/asio/io_context.hpp>"), IsEmpty());
  EXPECT_THAT(reach("<boost/asio/ssl.hpp>"), testing::SizeIs(1));
  EXPECT_THAT(reach("<boost/beast/http.hpp>"), testing::SizeIs(1));
}

Breaches impure_line(std::string_view line) {
  return impure({source_file("dispatcher/policy/a.cpp", line)});
}

TEST(Purity, RefusesClocksChanceThreadsAndAsio) {
  EXPECT_THAT(impure_line("auto t = std::chrono::steady_clock::now();"), testing::SizeIs(1));
  EXPECT_THAT(impure_line("auto t = Clock::now();"), testing::SizeIs(1));
  EXPECT_THAT(impure_line("auto t = runtime_.now();"), testing::SizeIs(1));
  EXPECT_THAT(impure_line("#include <random>"), testing::SizeIs(1));
  EXPECT_THAT(impure_line("#include <thread>"), testing::SizeIs(1));
  EXPECT_THAT(impure_line("#include <boost/asio/io_context.hpp>"), testing::SizeIs(1));
  EXPECT_THAT(impure_line("return std::time(nullptr);"), testing::SizeIs(1));
  EXPECT_THAT(impure_line("return rand();"), testing::SizeIs(1));
}

TEST(Purity, TakesNowAsAnArgumentAndInComments) {
  EXPECT_THAT(impure_line("bool due(TimePoint now);  // not Clock::now()"), IsEmpty());
  EXPECT_THAT(impure_line("std::string operand();"), IsEmpty());
}

TEST(Purity, ConcernsOnlyMessageAndPolicy) {
  EXPECT_THAT(impure({source_file("net/runtime.cpp", "return Clock::now();")}), IsEmpty());
}

}  // namespace
}  // namespace house
