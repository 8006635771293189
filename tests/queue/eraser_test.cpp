#include "queue/eraser.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <future>
#include <iostream>
#include <iterator>
#include <random>
#include <set>

#include "tests/queue/control_fixture.hpp"

namespace queue {
namespace {

using testing::AnyOf;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

class Erasing : public ControlTest {
 protected:
  void SetUp() override {
    ControlTest::SetUp();
    const auto seed = std::random_device{}();
    std::cout << "seed " << seed << '\n';
    random_.seed(seed);
  }
  /// Hands in a message whose text no compression changes.
  std::string accept_noise(const std::string& id) {
    Submission made = submission(id);
    made.payload.resize(200);
    std::ranges::generate(made.payload, [this] { return static_cast<char>(random_()); });
    hand_in({made});
    return made.payload;
  }
  void settle(const std::string& id) {
    shard->request(Settle{.key = find(id)->message.key, .outcome = "sent @100"});
    shard->status();
  }
  std::future<Result<void>> erase() { return ask<void>(Erase{}); }
  /// The files that hold these bytes, by the beginnings of their names, or by their extensions.
  std::set<std::string> files_with(const std::string& bytes) {
    std::set<std::string> found;
    for (const auto& file : std::filesystem::recursive_directory_iterator(directory)) {
      if (!file.is_regular_file()) continue;
      std::ifstream in(file.path(), std::ios::binary);
      const std::string all(std::istreambuf_iterator<char>(in), {});
      if (all.find(bytes) == std::string::npos) continue;
      const std::string name = file.path().filename().string();
      const auto dot = name.find_first_of(".-");
      found.insert(name.starts_with("MANIFEST") ? name.substr(0, dot) : name.substr(dot));
    }
    return found;
  }
  bool is_on_disk(const std::string& bytes) { return !files_with(bytes).empty(); }

 private:
  std::mt19937 random_;
};

TEST_F(Erasing, TakesTheTextOfEndedMessagesFromTheDisk) {
  const auto open = accept_noise("open");
  const auto ended = accept_noise("ended");
  settle("ended");
  EXPECT_TRUE(is_on_disk(ended));
  ASSERT_TRUE(wait_for(erase()));
  EXPECT_FALSE(is_on_disk(ended));
  EXPECT_TRUE(is_on_disk(open));
  EXPECT_EQ(only_waiting().payload, open);
}

TEST_F(Erasing, TakesWhatLiesInTablesAlready) {
  const auto text = accept_noise("a");
  ASSERT_TRUE(wait_for(erase()));
  EXPECT_TRUE(is_on_disk(text));
  settle("a");
  ASSERT_TRUE(wait_for(erase()));
  EXPECT_FALSE(is_on_disk(text));
}

TEST_F(Erasing, TakesWhatWasForgotten) {
  std::string id;
  for (int i = 0; i < 40; ++i) id += static_cast<char>('a' + std::random_device{}() % 26);
  std::cout << "id " << id << '\n';
  accept({id, "newest"});
  settle(id);
  settle("newest");
  EXPECT_EQ(wait_for(ask<Forget::Page>(Forget{at_second(200), false, 0, 1000, {}}))->count, 1U);
  EXPECT_THAT(files_with(id), Contains(".log"));
  ASSERT_TRUE(wait_for(erase()));
  // That one names the first and the last key of tables, until the next start.
  EXPECT_THAT(files_with(id), AnyOf(IsEmpty(), ElementsAre("MANIFEST")));
  reopen();
  EXPECT_THAT(files_with(id), IsEmpty());
}

TEST_F(Erasing, LeavesASpoolThatOpensAgain) {
  const auto text = accept_noise("a");
  ASSERT_TRUE(wait_for(erase()));
  crash();
  open();
  EXPECT_EQ(find("a")->message.payload, text);
}

TEST_F(Erasing, IsDoneOnceAtATime) {
  std::promise<void> let_go;
  auto gone = let_go.get_future().share();
  ASSERT_TRUE(spool->control(FindMessage{"", [gone](auto) { gone.wait(); }}));
  auto first = erase();
  auto second = erase();
  let_go.set_value();
  EXPECT_EQ(wait_for(std::move(second)).error(), make_error_code(errc::ring_full));
  EXPECT_TRUE(wait_for(std::move(first)));
  EXPECT_TRUE(wait_for(erase()));
}

TEST_F(Erasing, IsRefusedBelowTheReserve) {
  close();
  reserve_bytes = ~std::uint64_t{0};
  open();
  EXPECT_EQ(wait_for(erase()).error(), make_error_code(errc::no_space));
}

TEST_F(Erasing, IsAnsweredAlsoWhenTheSpoolEndsFirst) {
  auto answer = erase();
  close();
  const auto answered = wait_for(std::move(answer));
  EXPECT_TRUE(answered || answered.error() == make_error_code(errc::closing));
}

}  // namespace
}  // namespace queue
