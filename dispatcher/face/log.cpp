#include "dispatcher/face/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <string>
#include <utility>
#include <vector>

#include "dispatcher/face/log_journal.hpp"

namespace dispatcher {
namespace {

LogFormat chosen(LogFormat format) {
  if (format != LogFormat::automatic) return format;
  return stderr_is_journal() ? LogFormat::journal : LogFormat::text;
}

std::shared_ptr<spdlog::sinks::sink> sink_of(LogFormat format) {
  if (format == LogFormat::journal) return journal_sink();
  return std::make_shared<spdlog::sinks::stderr_sink_mt>();
}

/// Not so what is told once for each finding, however many there are: of a spool at its start, of a
/// configuration that somebody has just handed in; and verdicts, which were asked for one by one.
bool is_limited(LogEventId event) {
  return event != LogEventId::verdict && event != LogEventId::spool_damaged &&
         event != LogEventId::reload;
}

std::string subject_of(const LogEvent& event) {
  if (event.fields.empty()) return {};
  const auto* const text = std::get_if<std::string>(&event.fields.front().value);
  return text == nullptr ? std::string() : *text;
}

LogEvent left_out_event(const LogLimiter::LeftOut& left_out) {
  const std::string name(name_of(left_out.event));
  return {LogEventId::log_suppressed,
          LogLevel::warning,
          std::to_string(left_out.lines_count) + " more lines like " + name +
              " were left out within a minute",
          {{"about", name}, {"lines", left_out.lines_count}}};
}

}  // namespace

Log::Log(LogLevel level, LogFormat format, const net::Runtime& clock)
    : Log(level, chosen(format), clock, sink_of(chosen(format))) {}

Log::Log(LogLevel level, LogFormat format, const net::Runtime& clock,
         std::shared_ptr<spdlog::sinks::sink> sink)
    : clock_(clock),
      format_(format),
      level_(level),
      logger_(std::make_unique<spdlog::logger>("dispatcher", std::move(sink))) {
  logger_->set_level(spdlog::level::trace);
  logger_->set_pattern("%v");
  logger_->flush_on(spdlog::level::trace);
  logger_->set_error_handler([](const std::string&) {});  // there is no other place to tell it
}

Log::~Log() = default;

bool Log::wants(LogLevel level) const { return level <= level_.load(std::memory_order_relaxed); }

void Log::set_level(LogLevel level) { level_.store(level, std::memory_order_relaxed); }

void Log::write(const LogEvent& event) {
  if (!wants(event.level)) return;
  if (is_limited(event.id)) {
    tell_left_out();
    const std::scoped_lock lock(limiter_mutex_);
    if (!limiter_.allows(event.id, subject_of(event), clock_.boot_now())) return;
  }
  put(event);
}

void Log::tell_left_out() {
  std::vector<LogLimiter::LeftOut> left_out;
  {
    const std::scoped_lock lock(limiter_mutex_);
    left_out = limiter_.take_left_out(clock_.boot_now());
  }
  for (const auto& some : left_out) put(left_out_event(some));
}

void Log::put(const LogEvent& event) {
  logger_->log(spdlog::level::info, log_line(event, format_, clock_.wall_now()));
}

}  // namespace dispatcher
