#include "tests/bad_input/bad_config.hpp"

namespace dispatcher {

std::vector<BadConfig> configs_of_bad_keys() {
  const std::string missing = "is missing; it must be set";
  const auto account = account_of("main", "[\"*\"]");
  const std::string part_account = spool_section + "[[account]]\nname = \"main\"\n";
  return {
      {"Nothing", "", 0, "spool.directory", missing},
      {"NothingButAComment", "# later\n", 0, "account", "add one with [[account]]"},
      {"SpoolMissing", account, 0, "spool.directory", missing},
      {"DirectoryMissing", "[spool]\n" + account, 1, "spool.directory", missing},
      {"AccountMissing", spool_section, 0, "account", "none is there"},
      {"NameMissing", spool_section + "[[account]]\n", 3, "account.name", missing},
      {"UsernameFileMissing", part_account, 3, "account.username_file", missing},
      {"PasswordFileMissing", part_account, 3, "account.password_file", missing},
      {"ServicesMissing", part_account, 3, "account.services", missing},

      {"SectionMisspelt", good_config_and("[limit]\nwindow = \"5s\"\n"), 8, "limit",
       "there is no such section; did you mean \"limits\"?"},
      {"SectionLikeNoOther", good_config_and("[webhooks]\n"), 8, "webhooks",
       "there is no such section"},
      bad_setting("KeyMisspelt", "limits", "windw", "\"5s\"", "did you mean \"window\"?"),
      bad_setting("KeyInUpperCase", "log", "Level", "\"info\"", "did you mean \"level\"?"),
      bad_setting("KeyOfAnotherSection", "retry", "window", "\"5s\"", "there is no such key"),
      {"KeyOfAnAccountMisspelt", good_config_and("pasword_file = \"password\"\n"), 8,
       "account.pasword_file", "did you mean \"password_file\"?"},
      {"SecretInTheConfiguration", good_config_and("password = \"swordfish\"\n"), 8,
       "account.password", "there is no such key"},
      {"KeyOfNothing", good_config_and("\"\" = 1\n"), 8, "account.\"\"", "there is no such key"},
      {"KeyForATerminal", good_config_and("\"\\u001b[31m\" = 1\n"), 8, "account.?[31m",
       "there is no such key"},
      {"KeyInNoSection", "window = \"5s\"\n" + good_config_and(""), 1, "window",
       "it belongs under [limits]"},
      {"KeyOfNoSectionMisspelt", "spol = \"spool\"\n" + good_config_and(""), 1, "spol",
       "did you mean \"spool\"?"},
      {"SectionAsAKey", "spool = \"/srv/spool\"\n" + account, 1, "spool",
       "is a section: write [spool]"},
      {"AccountWithOneBracket", spool_section + account.substr(1).replace(8, 1, ""), 3, "account",
       "write [[account]], with two brackets"},
      {"SpoolWithTwoBrackets", "[[spool]]\ndirectory = \"spool\"\n" + account, 1, "spool",
       "write [spool], with one bracket"},
  };
}

}  // namespace dispatcher
