#include "tests/bad_input/bad_config.hpp"

namespace dispatcher {
namespace {

const std::string service_a = "\"KS" + std::string(32, 'a') + '"';
const std::string service_b = "\"KS" + std::string(32, 'b') + '"';
constexpr int services_line = 7;
constexpr int second_name_line = 9;
constexpr int second_services_line = 12;

BadConfig named(const std::string& name, const std::string& account_name) {
  return {name, spool_section + account_of(account_name, "[\"*\"]"), 4, "account.name",
          "expected up to 56 letters, digits, '-' and '_'"};
}

BadConfig with_services(const std::string& name, const std::string& services,
                        const std::string& sentence) {
  return {name, spool_section + account_of("main", services), services_line, "account.services",
          sentence};
}

BadConfig second_services(const std::string& name, const std::string& first,
                          const std::string& second) {
  return {name, spool_section + account_of("one", first) + account_of("two", second),
          second_services_line, "account.services", "belongs to account \"one\" already"};
}

BadConfig with_url(const std::string& name, const std::string& url) {
  return {name, good_config_and("base_url = \"" + url + "\"\n"), next_line, "account.base_url",
          "expected https://host or https://host:port"};
}

BadConfig with_secret(const std::string& name, const std::string& key, const std::string& file,
                      const std::string& sentence) {
  auto text = good_config_and("");
  const auto begin = text.find(key);
  text.replace(begin, text.find('\n', begin) - begin, key + " = \"" + file + "\"");
  return {name, text, key == "username_file" ? 5 : 6, "account." + key, sentence};
}

}  // namespace

std::vector<BadConfig> configs_of_bad_accounts() {
  const std::string no_service = "is no Service: KS and 32 hexadecimal digits, or \"*\"";
  return {
      named("NameWithABlank", "my account"),
      named("NameWithASlash", "../main"),
      named("NameOf57Letters", std::string(57, 'n')),
      {"NameOfNothing", spool_section + account_of("", "[\"*\"]"), 4, "account.name",
       "must not be empty"},
      {"NameTwice",
       spool_section + account_of("one", "[" + service_a + "]") +
           account_of("one", "[" + service_b + "]"),
       second_name_line, "account.name", "\"one\" names another account already"},

      with_services("ServicesOfNothing", "[]", "must not be empty"),
      with_services("ServicesWithoutList", "\"*\"", "expected a list of texts"),
      with_services("ServicesMixed", "[\"*\", 1]", "not a mixed list"),
      with_services("ServiceOfASession", "[\"KC" + std::string(32, '0') + "\"]", no_service),
      with_services("ServiceTooShort", "[\"KS" + std::string(31, '0') + "\"]", no_service),
      with_services("ServiceByAPattern", "[\"KS*\"]", no_service),
      with_services("EveryServiceAndOne", "[\"*\", " + service_a + "]", "\"*\" stands alone"),
      with_services("ServiceTwiceInOneAccount", "[" + service_a + ", " + service_a + "]",
                    "belongs to account \"main\" already"),
      second_services("ServiceInTwoAccounts", "[" + service_a + "]", "[" + service_a + "]"),
      second_services("ServiceInTwoSpellings", "[" + service_a + "]",
                      "[\"KS" + std::string(32, 'A') + "\"]"),
      second_services("EveryServiceTwice", "[\"*\"]", "[\"*\"]"),

      with_url("UrlWithoutTls", "http://proxy.twilio.com"),
      with_url("UrlWithoutScheme", "proxy.twilio.com"),
      with_url("UrlWithoutHost", "https://"),
      with_url("UrlWithAPath", "https://proxy.twilio.com/v1"),
      with_url("UrlWithAQuery", "https://proxy.twilio.com?a=1"),
      with_url("UrlWithAPassword", "https://user:word@proxy.twilio.com"),
      with_url("UrlWithPortZero", "https://proxy.twilio.com:0"),
      with_url("UrlWithPort65536", "https://proxy.twilio.com:65536"),
      with_url("UrlWithAPortInWords", "https://proxy.twilio.com:https"),
      with_url("UrlWithABlank", "https://proxy.twilio.com "),
      {"UrlWithALineBreak",
       good_config_and("base_url = \"https://proxy.twilio.com\\r\\nHost: x\"\n"), next_line,
       "account.base_url", "must not hold control characters"},
  };
}

std::vector<BadConfig> configs_of_bad_files() {
  const std::string lines = "has more than one line, or control characters in it";
  return {
      with_secret("SecretMissing", "password_file", "missing", "No such file or directory"),
      with_secret("SecretBehindAFile", "password_file", "user/password", "Not a directory"),
      with_secret("SecretIsADirectory", "password_file", "directory", "is not a regular file"),
      with_secret("SecretIsAPipe", "password_file", "pipe", "is not a regular file"),
      with_secret("SecretForEverybody", "password_file", "for_everybody", "chmod o= "),
      with_secret("SecretOfNothing", "password_file", "nothing", "is empty; it holds the secret"),
      with_secret("SecretOfALineEnd", "username_file", "line_end", "is empty"),
      with_secret("SecretOfTwoLines", "username_file", "two_lines", lines),
      with_secret("SecretWithANul", "password_file", "nul", lines),
      with_secret("SecretTooLong", "password_file", "long", "is longer than 512 bytes"),
      with_secret("UserNameWithAColon", "username_file", "colon", "a user name has no ':'"),
      with_secret("PathWithANul", "password_file", "user\\u0000", "control characters"),
      {"CaFileMissing", good_config_and("ca_file = \"missing\"\n"), next_line, "account.ca_file",
       "cannot read"},
      {"CaFileIsADirectory", good_config_and("ca_file = \"directory\"\n"), next_line,
       "account.ca_file", "is not a regular file"},
      {"CaFileWithoutCertificate", good_config_and("ca_file = \"user\"\n"), next_line,
       "account.ca_file", "holds no PEM certificate"},
  };
}

}  // namespace dispatcher
