#include "tests/queue/spool_fixture.hpp"

#include <stdlib.h>

#include <functional>
#include <optional>
#include <set>
#include <sstream>
#include <string_view>
#include <system_error>

namespace queue {

namespace fs = std::filesystem;

Submission submission(std::string id, std::string lane, Priority priority) {
  Submission made;
  made.payload = "payload of " + id;
  made.id = std::move(id);
  made.lane_name = std::move(lane);
  made.priority = priority;
  made.content[0] = std::byte{7};
  return made;
}

std::vector<std::string> ids_of(const std::vector<StoredMessage>& messages) {
  std::vector<std::string> ids;
  for (const auto& message : messages) ids.push_back(message.id);
  return ids;
}

void SpoolTest::SetUp() {
  std::string path = testing::TempDir() + "spool-XXXXXX";
  ASSERT_NE(::mkdtemp(path.data()), nullptr);
  root_ = path;
  directory = root_ / "spool";
}

void SpoolTest::TearDown() {
  close();
  fs::remove_all(root_);
}

namespace {

/// Of an outcome "WHAT @SECOND RECEIPT"; the receipt may be left out.
std::optional<OutcomeFacts> facts_of(std::string_view outcome) {
  const auto at = outcome.find('@');
  if (at == std::string_view::npos) return std::nullopt;
  std::istringstream words{std::string(outcome.substr(at + 1))};
  std::int64_t second = 0;
  OutcomeFacts facts;
  words >> second >> facts.receipt;
  facts.ended_at = at_second(second);
  facts.requests_count = outcome.starts_with("expired") ? 0 : 1;
  return facts;
}

}  // namespace

SpoolOptions SpoolTest::options(const fs::path& where) {
  SpoolOptions made;
  made.directory = where;
  made.durability = durability;
  made.reserve_bytes = reserve_bytes;
  made.read_outcome = facts_of;
  made.now = [this] { return at_second(clock_seconds.load()); };
  made.requests_count_for = requests_count_for;
  if (!boot_id.empty()) {
    made.boot_clock = [this] { return BootClock{boot_id, at_second(boot_seconds.load())}; };
  }
  return made;
}

Result<std::unique_ptr<DurableSpool>> SpoolTest::try_open(std::string& detail) {
  return DurableSpool::open(options(directory), detail);
}

void SpoolTest::open() {
  std::string detail;
  auto opened = try_open(detail);
  ASSERT_TRUE(opened) << detail;
  spool = std::move(*opened);
  shard = std::make_unique<TestShard>();
  spool->attach_shards({&shard->ring}, [](const std::string&) { return std::size_t{0}; });
  shard->use(spool->shard(0));
}

void SpoolTest::close() {
  spool.reset();
  shard.reset();
}

/// What changes when the engine puts files in the place of others. Its numbers never come again.
static std::set<std::string> generation_of(const fs::path& directory) {
  std::set<std::string> names;
  for (const auto& file : fs::directory_iterator(directory)) {
    std::string name = file.path().filename().string();
    if (name == "synced.new") continue;  // comes and goes
    if (name.starts_with("MANIFEST")) name += " of " + std::to_string(fs::file_size(file.path()));
    names.insert(std::move(name));
  }
  return names;
}

fs::path SpoolTest::copy() {
  // Files are copied one by one, death takes them all at once: so once more if any was exchanged
  // meanwhile. A log that only grew is as it was a moment before.
  for (;;) {
    const fs::path to = root_ / ("copy-" + std::to_string(++copies_));
    std::error_code error;
    const auto before = generation_of(directory);
    fs::create_directory(to);
    fs::copy_file(directory / "synced", to / "synced", error);  // first: never ahead of the log
    if (!error) fs::copy_file(directory / "synced.now", to / "synced.now", error);
    for (const auto& file : fs::directory_iterator(directory)) {
      const auto name = file.path().filename();
      if (error || name.string().starts_with("synced")) continue;
      fs::copy(file.path(), to / name, fs::copy_options::recursive, error);
    }
    if (!error && generation_of(directory) == before) return to;
    fs::remove_all(to);
  }
}

void SpoolTest::crash() {
  const fs::path copied = copy();
  close();
  fs::remove_all(directory);
  directory = copied;
}

void SpoolTest::go_on_from(const fs::path& from) {
  close();
  fs::remove_all(directory);
  fs::copy(from, directory, fs::copy_options::recursive);
}

std::vector<Acceptance> SpoolTest::hand_in(std::vector<Submission> submissions) {
  std::promise<Result<std::vector<Acceptance>>> answered;
  auto answer = answered.get_future();
  const auto handed_in = spool->submit(
      {std::move(submissions), at_second(accepted_second),
       [&](Result<std::vector<Acceptance>> answers) { answered.set_value(std::move(answers)); }});
  EXPECT_TRUE(handed_in);
  if (answer.wait_for(patience) != std::future_status::ready) std::abort();
  auto answers = answer.get();
  EXPECT_TRUE(answers) << answers.error().message();
  return answers ? *answers : std::vector<Acceptance>{};
}

std::vector<Acceptance> SpoolTest::accept(const std::vector<std::string>& ids,
                                          const std::string& lane, Priority priority) {
  std::vector<Submission> submissions;
  for (const auto& id : ids) submissions.push_back(submission(id, lane, priority));
  return hand_in(std::move(submissions));
}

StoredMessage SpoolTest::only_waiting(LaneNumber lane) {
  auto messages = shard->read(lane).messages;
  EXPECT_EQ(messages.size(), 1U);
  return messages.empty() ? StoredMessage{} : messages.front();
}

SpoolLevels SpoolTest::levels() {
  shard->status();
  shard->status();  // of a later turn, and each turn ends by telling the levels
  return spool->levels();
}

std::vector<std::string> SpoolTest::waiting_ids(LaneNumber lane, Priority priority) {
  return ids_of(shard->read(lane, priority).messages);
}

}  // namespace queue
