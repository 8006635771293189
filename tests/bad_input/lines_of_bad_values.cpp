#include "tests/bad_input/bad_line.hpp"

namespace dispatcher {
namespace {

BadLine with(const std::string& name, const std::string& key, const std::string& value,
             const std::string& sentence) {
  return {name, line_with({{key, '"' + value + '"'}}), key, sentence};
}

std::string repeated(const std::string& text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

const std::string zeros(32, '0');
const std::string emoji = "\xF0\x9F\x98\x80";  // U+1F600: two UTF-16 code units

}  // namespace

std::vector<BadLine> lines_of_bad_values() {
  const std::string no_id = "use 1 to 128 characters of";
  const std::string no_sid = "is not a SID of its kind";
  const std::string too_long = "has more than 1600 UTF-16 code units";
  const std::string control = "holds a control character";
  return {
      with("IdOfNothing", "id", "", no_id),
      with("IdWithABlank", "id", "order 42", no_id),
      with("IdWithASlash", "id", "order/42", no_id),
      with("IdWithAnUmlaut", "id", "\xC3\xBC", no_id),
      with("IdWithAnEscapedNul", "id", "a\\u0000b", no_id),
      with("IdOf129Bytes", "id", std::string(129, 'x'), no_id),

      with("ServiceOfASession", "service", "KC" + zeros, "write KS and 32 hexadecimal digits"),
      with("SessionOfAService", "session", "KS" + zeros, "write KC and 32 hexadecimal digits"),
      with("ParticipantOfASession", "participant", "KC" + zeros,
           "write KP and 32 hexadecimal digits"),
      with("SidInLowerCase", "service", "ks" + zeros, no_sid),
      with("SidOneTooShort", "session", "KC" + zeros.substr(1), no_sid),
      with("SidOneTooLong", "participant", "KP" + zeros + "0", no_sid),
      with("SidOfNothing", "session", "", no_sid),
      with("SidOfItsPrefix", "participant", "KP", no_sid),
      with("SidThatIsNotHexadecimal", "session", "KC" + zeros.substr(1) + "g", no_sid),
      with("SidWithABlankBehind", "participant", "KP" + zeros.substr(1) + " ", no_sid),
      with("SidWithoutPrefix", "service", zeros + "00", no_sid),
      with("ServiceOfNoAccount", "service", "KS" + zeros,
           "no account sends for KS" + zeros + "; add it to the services"),

      with("BodyOfNothing", "body", "", "is empty"),
      with("BodyOf1601Letters", "body", std::string(1601, 'x'), too_long),
      with("BodyOf1601Umlauts", "body", repeated("\xC3\xBC", 1601), too_long),
      with("BodyOf801Emoji", "body", repeated(emoji, 801), "an emoji counts as two"),
      with("BodyOf1599LettersAndAnEmoji", "body", std::string(1599, 'x') + emoji, too_long),
      with("BodyOf801EscapedEmoji", "body", repeated("\\ud83d\\ude00", 801), too_long),
      with("BodyWithAnEscapedNul", "body", "a\\u0000b", control),
      with("BodyWithABell", "body", "a\\u0007b", control),
      with("BodyWithADelete", "body", "a\\u007fb", control),
      with("BodyWithANextLine", "body", "a\\u0085b", "only TAB, LF and CR are sent"),
      with("BodyWithAnEscapedBackspace", "body", "a\\bb", control),

      with("PriorityUnknown", "priority", "high", "write urgent, normal or bulk"),
      with("PriorityInUpperCase", "priority", "Urgent", "is no priority"),
      with("PriorityOfNothing", "priority", "", "is no priority"),
      with("OnAmbiguousUnknown", "on_ambiguous", "retry", "write reconcile, hold or resend"),
      with("OnAmbiguousOfNothing", "on_ambiguous", "", "is no policy"),
  };
}

std::vector<BadLine> lines_of_bad_times() {
  const std::string no_time = "is not an RFC 3339 time with a zone";
  const auto expiry = [&](const std::string& name, const std::string& value,
                          const std::string& sentence) {
    return with(name, "expires_at", value, sentence);
  };
  return {
      expiry("TimeWithoutZone", "2026-12-01T10:00:00", no_time),
      with("NotBeforeWithoutZone", "not_before", "2026-12-01T10:00:00", no_time),
      expiry("TimeWithANamedZone", "2026-12-01T10:00:00 CET", no_time),
      expiry("TimeWithAZoneWithoutColon", "2026-12-01T10:00:00+0100", no_time),
      expiry("TimeWithAZoneOf24Hours", "2026-12-01T10:00:00+24:00", no_time),
      expiry("TimeWithABlank", "2026-12-01 10:00:00Z", no_time),
      expiry("TimeWithoutSeconds", "2026-12-01T10:00Z", no_time),
      expiry("DateAlone", "2026-12-01", no_time),
      expiry("SecondsSince1970", "1795428000", no_time),
      expiry("TimeOfNothing", "", no_time),
      with("MonthThirteen", "not_before", "2026-13-01T10:00:00Z", no_time),
      with("FebruaryThe30th", "not_before", "2027-02-30T10:00:00Z", no_time),
      with("FebruaryThe29thOf2027", "not_before", "2027-02-29T10:00:00Z", no_time),
      with("DayZero", "not_before", "2026-12-00T10:00:00Z", no_time),
      expiry("Hour24", "2026-12-01T24:00:00Z", no_time),
      expiry("Minute60", "2026-12-01T10:60:00Z", no_time),
      expiry("LeapSecondAtNoon", "2026-12-31T12:00:60Z", no_time),
      expiry("TimeOfTwoDigitYears", "26-12-01T10:00:00Z", "write it like 2026-11-23T10:00:00Z"),

      expiry("ExpiredYesterday", "2026-11-22T10:00:00Z", "is in the past"),
      expiry("ExpiresNow", "2026-11-23T10:00:00Z", "is in the past"),
      expiry("ExpiredByItsZone", "2026-11-23T10:30:00+01:00", "give a later time"),
      {"ExpiresBeforeItMayBeSent",
       line_with({{"not_before", "\"2026-11-25T10:00:00Z\""},
                  {"expires_at", "\"2026-11-24T10:00:00Z\""}}),
       "expires_at", "is not after not_before"},
      {"ExpiresWhenItMayBeSent",
       line_with({{"not_before", "\"2026-11-25T10:00:00Z\""},
                  {"expires_at", "\"2026-11-25T11:00:00+01:00\""}}),
       "expires_at", "could never be sent"},
  };
}

}  // namespace dispatcher
