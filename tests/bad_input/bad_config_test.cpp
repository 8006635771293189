#include "tests/bad_input/bad_config.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dispatcher/face/check_config.hpp"
#include "dispatcher/face/submit.hpp"
#include "tests/bad_input/bad_input_files.hpp"
#include "tests/bad_input/bad_line.hpp"

/// Configurations that must not be taken: every complaint names file, line and key, nothing is
/// shown as if it were in force, and nothing is stored.
namespace dispatcher {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class Configuring : public BadInputFiles {
 protected:
  Configuring() {
    std::filesystem::create_directory(path("directory"));
    EXPECT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    write("for_everybody", "swordfish\n", std::filesystem::perms{0644});
    write("nothing", "");
    write("line_end", "\r\n");
    write("two_lines", "swordfish\nswordfish\n");
    write("nul", std::string_view("sword\0fish\n", 11));
    write("long", std::string(513, 'x'));
    write("colon", "SK:swordfish\n");
  }

  ExitCode check(const std::filesystem::path& config) {
    CheckConfigCommand command;
    command.config = config;
    return run_check_config(command, console_);
  }

  ExitCode submit(const std::filesystem::path& config) {
    SubmitCommand command;
    command.config = config;
    command.input = write("m.ndjson", good_line("a") + "\n").string();
    return run_submit(command, console_);
  }

  /// Both commands refuse the file, in the same words; only the sentence is about it as a whole.
  void expect_unreadable(const std::filesystem::path& config, const std::string& sentence) {
    EXPECT_EQ(check(config), exit_config);
    EXPECT_TRUE(complained(config.string() + ": ", sentence));
    EXPECT_EQ(submit(config), exit_config);
    EXPECT_THAT(out_.str(), IsEmpty());
  }
};

class ABadConfig : public Configuring, public testing::TestWithParam<BadConfig> {
 protected:
  testing::AssertionResult complained_of_it() const {
    const auto& bad = GetParam();
    auto place = path("d.toml").string() + ":";
    if (bad.line == 0) return complained(place + " " + bad.key + ": ", bad.sentence);
    place += std::to_string(bad.line) + ":";
    const auto of_key = complained(place, ": " + bad.key + ": ");
    return of_key ? complained(place, bad.sentence) : of_key;
  }
};

TEST_P(ABadConfig, IsRefusedWithFileLineAndKey) {
  EXPECT_EQ(check(write("d.toml", GetParam().bytes)), exit_config);
  EXPECT_TRUE(complained_of_it());
  EXPECT_THAT(out_.str(), IsEmpty());
  EXPECT_THAT(err_.str(), testing::Not(HasSubstr("swordfish")));
}

TEST_P(ABadConfig, TakesNoMessage) {
  EXPECT_EQ(submit(write("d.toml", GetParam().bytes)), exit_config);
  EXPECT_TRUE(complained_of_it());
  EXPECT_THAT(out_.str(), IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(path("spool")));
}

std::string name_of_config(const testing::TestParamInfo<BadConfig>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Toml, ABadConfig, testing::ValuesIn(configs_of_bad_toml()),
                         name_of_config);
INSTANTIATE_TEST_SUITE_P(Keys, ABadConfig, testing::ValuesIn(configs_of_bad_keys()),
                         name_of_config);
INSTANTIATE_TEST_SUITE_P(Types, ABadConfig, testing::ValuesIn(configs_of_bad_types()),
                         name_of_config);
INSTANTIATE_TEST_SUITE_P(Quantities, ABadConfig, testing::ValuesIn(configs_of_bad_quantities()),
                         name_of_config);
INSTANTIATE_TEST_SUITE_P(Accounts, ABadConfig, testing::ValuesIn(configs_of_bad_accounts()),
                         name_of_config);
INSTANTIATE_TEST_SUITE_P(Files, ABadConfig, testing::ValuesIn(configs_of_bad_files()),
                         name_of_config);

class BadConfigs : public Configuring, public testing::Test {};

TEST_F(BadConfigs, WithoutWhatIsBadAreGood) {
  EXPECT_EQ(check(write("d.toml", good_config_and(""))), exit_done);
  EXPECT_THAT(err_.str(), IsEmpty());
}

TEST_F(BadConfigs, AreToldOfAllThatIsWrongAtOnce) {
  const auto file =
      write("d.toml", good_config_and("base_url = \"http://x\"\n[limits]\nwindow = 5\n"
                                      "[log]\nlevel = \"loud\"\n"));
  EXPECT_EQ(check(file), exit_config);
  EXPECT_TRUE(complained(file.string() + ":8:1: account.base_url: ", "https://"));
  EXPECT_TRUE(complained(file.string() + ":10:10: limits.window: ", "duration"));
  EXPECT_TRUE(complained(file.string() + ":12:9: log.level: ", "expected one of"));
}

TEST_F(BadConfigs, ThatAreMissingNameTheOption) {
  expect_unreadable(path("missing.toml"), "No such file or directory; name the configuration");
}

TEST_F(BadConfigs, ThatAreADirectoryCannotBeRead) {
  expect_unreadable(path("directory"), "cannot be read: Is a directory");
}

TEST_F(BadConfigs, ThatLeadNowhereCannotBeRead) {
  std::filesystem::create_symlink(path("loop.toml"), path("loop.toml"));
  expect_unreadable(path("loop.toml"), "Too many levels of symbolic links");
  expect_unreadable(path("user/d.toml"), "Not a directory");
}

TEST_F(BadConfigs, ThatBelongToOthersCannotBeRead) {
  const auto file = write("d.toml", good_config_and(""), std::filesystem::perms{0});
  constexpr uid_t nobody = 65'534;
  const bool is_root = ::geteuid() == 0;  // whom no mode keeps out
  ASSERT_TRUE(!is_root || ::seteuid(nobody) == 0);
  const auto code = check(file);
  ASSERT_TRUE(!is_root || ::seteuid(0) == 0);
  EXPECT_EQ(code, exit_config);
  EXPECT_TRUE(complained(file.string() + ": ", "cannot be read: Permission denied"));
}

TEST_F(BadConfigs, OfMebibytesAreTooLong) {
  expect_unreadable(write("d.toml", good_config_and(std::string(2 << 20, '#'))),
                    "is too long to be a configuration");
}

}  // namespace
}  // namespace dispatcher
