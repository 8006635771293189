#pragma once

#include <string>
#include <string_view>

namespace dispatcher {

/// The text in one line, and without what looks like a phone number: of 8 to 15 digits (ITU-T E.164
/// section 6: 15 at most) that stand alone or behind a '+', also with single spaces, dots, hyphens
/// or parentheses between them, all but the last two become '*'. Without a '+' fewer than 10 digits
/// are taken for something else. Digits that touch a letter, '_' or ':' are part of a name or a
/// time, and stay. Control characters become spaces, and what is no UTF-8 loses its bytes beyond
/// ASCII. Pure; any thread.
std::string masked(std::string_view text);

}  // namespace dispatcher
