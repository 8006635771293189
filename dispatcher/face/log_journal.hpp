#pragma once

#include <memory>

namespace spdlog::sinks {
class sink;
}

namespace dispatcher {

/// Whether standard error goes to systemd's journal (systemd.exec(5), $JOURNAL_STREAM).
bool stderr_is_journal();

/// Hands lines of LogFormat::journal to the journal, field by field; what it does not take goes to
/// standard error as it is.
std::shared_ptr<spdlog::sinks::sink> journal_sink();

}  // namespace dispatcher
