#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "tests/queue/store_fixture.hpp"

namespace queue {
namespace {

class RewritingAStore : public StoreTest {
 protected:
  std::uintmax_t bytes_of_tables() const {
    std::uintmax_t bytes = 0;
    for (const auto& file : std::filesystem::directory_iterator(directory)) {
      if (file.path().extension() == ".sst") bytes += file.file_size();
    }
    return bytes;
  }
  void rewrite_all() {
    for (const auto& piece : store->pieces(Family::held)) {
      store->rewrite(Family::held, piece, cancelled);
    }
  }
  std::string noise(std::size_t bytes) {
    std::string made(bytes, ' ');
    std::ranges::generate(made, [this] { return static_cast<char>(random_()); });
    return made;
  }

  std::atomic<bool> cancelled{false};

 private:
  std::minstd_rand random_{1};
};

TEST_F(RewritingAStore, LeavesNothingOfWhatWasReplaced) {
  put("a", noise(1'000'000));
  store->flush();
  put("a", "new");
  store->flush();
  EXPECT_GT(bytes_of_tables(), 1'000'000U);
  rewrite_all();
  EXPECT_LT(bytes_of_tables(), 100'000U);
  EXPECT_EQ(store->get(Family::held, "a"), "new");
}

TEST_F(RewritingAStore, OfOneTableIsOnePiece) {
  put("a", "1");
  store->flush();
  const auto pieces = store->pieces(Family::held);
  ASSERT_EQ(pieces.size(), 1U);
  EXPECT_EQ(pieces[0].begin, "");
  EXPECT_EQ(pieces[0].end, "");
}

TEST_F(RewritingAStore, IsDoneInPiecesThatAreAllKeysTogether) {
  for (int i = 100; i < 280; ++i) put("key-" + std::to_string(i), noise(1'000'000));
  store->flush();
  rewrite_all();
  const auto pieces = store->pieces(Family::held);
  ASSERT_GE(pieces.size(), 2U);
  EXPECT_EQ(pieces.front().begin, "");
  EXPECT_EQ(pieces.back().end, "");
  for (std::size_t i = 1; i < pieces.size(); ++i) EXPECT_EQ(pieces[i].begin, pieces[i - 1].end);
  put("key-279", "new");
  store->flush();
  const auto before = bytes_of_tables();
  rewrite_all();
  EXPECT_LT(bytes_of_tables(), before - 900'000);
  EXPECT_EQ(store->get(Family::held, "key-100")->size(), 1'000'000U);
  EXPECT_FALSE(store->failed());
}

TEST_F(RewritingAStore, EndsEarlyWhenCancelledWithoutFailingTheStore) {
  put("a", noise(1000));
  store->flush();
  cancelled = true;
  rewrite_all();
  EXPECT_FALSE(store->failed());
}

TEST_F(RewritingAStore, ThatHasFailedDoesNothing) {
  put("a", "1");
  store->fail({errc::io_failed, "test"});
  store->flush();
  rewrite_all();
  EXPECT_EQ(store->failure().detail, "test");
}

}  // namespace
}  // namespace queue
