#include "tests/bad_input/bad_config.hpp"

namespace dispatcher {
namespace {

/// The spool's section stands in every configuration already.
BadConfig bad_spool(const std::string& name, const std::string& key, const std::string& value,
                    const std::string& sentence) {
  auto text = good_config_and("");
  text.insert(spool_section.size(), key + " = " + value + "\n");
  return {name, text, 3, "spool." + key, sentence};
}

}  // namespace

std::vector<BadConfig> configs_of_bad_types() {
  const std::string number = "expected a whole number without quotes, not ";
  return {
      {"DirectoryIsANumber", "[spool]\ndirectory = 5\n" + account_of("main", "[\"*\"]"), 2,
       "spool.directory", "expected a text in quotes, not a number"},
      {"DirectoryOfNothing", "[spool]\ndirectory = \"\"\n" + account_of("main", "[\"*\"]"), 2,
       "spool.directory", "must not be empty"},
      bad_spool("DurabilityIsATruth", "durability", "true",
                "expected one of \"power\", \"process\""),
      bad_spool("DurabilityUnknown", "durability", "\"disk\"",
                "expected one of \"power\", \"process\""),
      bad_spool("ReserveIsANumber", "reserve", "268435456", "expected a size with its unit"),
      bad_setting("RateIsAText", "limits", "requests_per_second", "\"30\"", number + "a text"),
      bad_setting("RateIsAFraction", "limits", "requests_per_second", "30.5",
                  number + "a number with a fraction"),
      bad_setting("WindowIsANumber", "limits", "window", "5", "expected a duration with its unit"),
      bad_setting("WindowIsATime", "limits", "window", "00:00:05", "expected a duration"),
      bad_setting("WindowIsATable", "limits", "window", "{s = 5}", "expected a duration"),
      bad_setting("InfeasibleUnknown", "limits", "infeasible", "\"drop\"",
                  "expected one of \"report\", \"expire\""),
      bad_setting("InfeasibleIsATruth", "limits", "infeasible", "true", "expected one of"),
      bad_setting("ShardsIsADate", "threads", "shards", "2026-11-23", number + "a date or time"),
      bad_setting("OrderUnknown", "order", "mode", "\"random\"",
                  "expected one of \"strict\", \"none\""),
      bad_setting("OrderInUpperCase", "order", "mode", "\"Strict\"", "expected one of"),
      bad_setting("PolicyUnknown", "ambiguous", "policy", "\"retry\"",
                  "expected one of \"reconcile\", \"hold\", \"resend\""),
      bad_setting("ThenUnknown", "ambiguous", "then", "\"reconcile\"",
                  "expected one of \"hold\", \"resend\""),
      bad_setting("LevelUnknown", "log", "level", "\"verbose\"", "\"warning\", \"info\""),
      bad_setting("LevelIsANumber", "log", "level", "3", "expected one of"),
  };
}

std::vector<BadConfig> configs_of_bad_quantities() {
  const std::string duration = "expected a duration with its unit in quotes";
  const std::string size = "expected a size with its unit in quotes";
  const std::string step = "must be from 100ms to 10m";
  return {
      {"HttpForOtherMachines",
       good_config_and("[http]\nlisten = \"0.0.0.0:80\"\ntoken_file = \"password\"\n"), 9,
       "http.listen", "only this machine may connect"},
      {"HttpWithoutAToken", good_config_and("[http]\nlisten = \"127.0.0.1:80\"\n"), 9,
       "http.token_file", "is missing beside http.listen"},
      {"HttpWithAShortToken",
       good_config_and("[http]\nlisten = \"127.0.0.1:80\"\ntoken_file = \"password\"\n"), 10,
       "http.token_file", "16 or more of"},
      bad_setting("BacklogBelowNothing", "intake", "backlog_max", "-1", "0 to 1000000000"),
      bad_setting("AgeOfAMoment", "intake", "age_max", "\"1s\"", "10s"),
      bad_setting("DurationWithoutUnit", "timeouts", "connect", "\"5\"", duration),
      bad_setting("DurationOfNothing", "timeouts", "connect", "\"\"", duration),
      bad_setting("DurationNegative", "timeouts", "connect", "\"-5s\"", duration),
      bad_setting("DurationWithABlank", "timeouts", "connect", "\"5 s\"", duration),
      bad_setting("DurationWithAFraction", "timeouts", "connect", "\"1.5s\"", duration),
      bad_setting("DurationOfAnUnknownUnit", "timeouts", "connect", "\"5sec\"", duration),
      bad_setting("DurationWithoutEnd", "timeouts", "connect", "\"99999999999999999999s\"",
                  duration),
      bad_setting("DurationTooShort", "timeouts", "write", "\"99ms\"", step),
      bad_setting("DurationTooLong", "timeouts", "resolve", "\"601s\"", step),
      bad_setting("DurationOfZero", "limits", "window", "0", "must be from 1s to 1m"),
      bad_setting("LifeTooShort", "message", "default_ttl", "\"999ms\"", ", or 0"),
      bad_setting("LifeOfHalfSeconds", "message", "default_ttl", "\"1500ms\"",
                  "must be a whole number of seconds"),
      bad_setting("ResendBeforeTheAnswer", "ambiguous", "resend_after", "\"34s\"",
                  "must not be below timeouts.response (35s)"),
      bad_setting("LookTooShort", "ambiguous", "look_first", "\"9ms\"", "must be from 10ms to 1h"),
      bad_setting("LookTooLate", "ambiguous", "look_last", "\"61m\"", "must be from 10ms to 1h"),
      bad_setting("LooksInNoOrder", "ambiguous", "look_second", "\"5s\"",
                  "must be above ambiguous.look_first (5s)"),
      bad_setting("CapBelowItsBase", "retry", "cap", "\"100ms\"",
                  "must not be below retry.base (250ms)"),
      bad_setting("BodiesForgottenTooSoon", "retention", "bodies", "\"119m\"",
                  "must be from 2h to 365d"),
      bad_setting("BodiesKeptTooLong", "retention", "bodies", "\"8761h\"",
                  "must be from 2h to 365d"),
      bad_setting("OutcomesForgottenTooSoon", "retention", "outcomes", "\"23h\"",
                  "must be from 1d to 3650d"),
      bad_setting("OutcomesKeptTooLong", "retention", "outcomes", "\"87601h\"",
                  "must be from 1d to 3650d"),
      bad_setting("OutcomesNeverForgotten", "retention", "outcomes", "0",
                  "must be from 1d to 3650d"),
      bad_setting("OutcomesBelowBodies", "retention", "outcomes", "\"24h\"",
                  "must not be below retention.bodies (7d)"),

      bad_spool("SizeWithoutUnit", "reserve", "\"256\"", size),
      bad_spool("SizeOfAnUnknownUnit", "reserve", "\"256MB\"", size),
      bad_spool("SizeNegative", "reserve", "\"-1GiB\"", size),
      bad_spool("SizeWithoutEnd", "reserve", "\"18446744073709551615TiB\"", size),
      bad_spool("SizeTooSmall", "reserve", "\"15MiB\"", "must be at least 16MiB"),

      bad_setting("RateNegative", "limits", "requests_per_second", "-1", "must be from 0 to 10000"),
      bad_setting("RateTooHigh", "limits", "requests_per_second", "10001", "from 0 to 10000"),
      bad_setting("NoConnections", "connections", "max", "0", "must be from 1 to 16384"),
      bad_setting("TooManyConnections", "connections", "max", "16385", "from 1 to 16384"),
      bad_setting("NoHandshakes", "connections", "handshakes_max", "0", "from 1 to 1024"),
      bad_setting("TooManyResends", "retry", "resends_max", "101", "from 0 to 100"),
      bad_setting("TooManyShards", "threads", "shards", "257", "from 0 to 256"),
      {"NothingInFlight", good_config_and("in_flight_max = 0\n"), 8, "account.in_flight_max",
       "must be from 1 to 10000"},
  };
}

}  // namespace dispatcher
