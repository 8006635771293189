#include "queue/store.hpp"

#include <gmock/gmock.h>

#include "tests/queue/store_fixture.hpp"

namespace queue {
namespace {

using testing::HasSubstr;

TEST_F(StoreTest, FindsWhatWasWrittenAndNothingElse) {
  put("a", "1");
  EXPECT_EQ(store->get(Family::held, "a"), "1");
  EXPECT_EQ(store->get(Family::held, "b"), std::nullopt);
  EXPECT_EQ(store->get(Family::due, "a"), std::nullopt);
  const auto all = store->get_all(Family::held, {"b", "a"});
  EXPECT_THAT(all, testing::ElementsAre(std::nullopt, std::optional<std::string>("1")));
}

TEST_F(StoreTest, DoesNothingMoreAfterAFailure) {
  put("a", "1");
  store->fail({errc::io_failed, "the disk is gone"});
  put("b", "2");
  EXPECT_FALSE(store->sync());
  EXPECT_EQ(store->get(Family::held, "a"), std::nullopt);
  const auto entries = store->iterate(Family::held);
  entries->SeekToFirst();
  EXPECT_FALSE(entries->Valid());
  store.reset();
  std::string detail;
  store = *Store::open(directory, detail);
  EXPECT_EQ(store->get(Family::held, "a"), "1");
  EXPECT_EQ(store->get(Family::held, "b"), std::nullopt);
}

TEST_F(StoreTest, TellsItsFirstFailure) {
  store->fail({errc::no_space, "first"});
  store->fail({errc::damaged, "second"});
  EXPECT_EQ(store->failure().error, errc::no_space);
  EXPECT_THAT(store->failure().detail, HasSubstr("first"));
}

TEST_F(StoreTest, NamesTheRecordThatItCannotRead) {
  store->fail_undecodable(Family::outcomes, std::string_view("\0\xff", 2));
  EXPECT_EQ(store->failure().error, errc::damaged);
  EXPECT_THAT(store->failure().detail, HasSubstr("record 00ff in outcomes"));
}

TEST(FailureOf, SortsWhatTheEngineSays) {
  EXPECT_EQ(failure_of(rocksdb::Status::Corruption("x"), "").error, errc::damaged);
  EXPECT_EQ(failure_of(rocksdb::Status::NoSpace("x"), "").error, errc::no_space);
  EXPECT_EQ(failure_of(rocksdb::Status::IOError("x"), "").error, errc::io_failed);
  EXPECT_THAT(failure_of(rocksdb::Status::IOError("the cause"), "writing").detail,
              HasSubstr("writing: IO error: the cause"));
}

}  // namespace
}  // namespace queue
