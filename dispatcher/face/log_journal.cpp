#include "dispatcher/face/log_journal.hpp"

#include <spdlog/sinks/base_sink.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace dispatcher {
namespace {

class JournalSink final : public spdlog::sinks::base_sink<std::mutex> {
 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    std::string fields(message.payload.begin(), message.payload.end());
    parts_.clear();
    for (std::size_t begin = 0; begin < fields.size();) {
      const std::size_t end = std::min(fields.find('\n', begin), fields.size());
      parts_.push_back({fields.data() + begin, end - begin});
      begin = end + 1;
    }
    if (::sd_journal_sendv(parts_.data(), static_cast<int>(parts_.size())) < 0) {
      std::fprintf(stderr, "%s\n", fields.c_str());
    }
  }
  void flush_() override {}

  std::vector<iovec> parts_;
};

}  // namespace

bool stderr_is_journal() {
  const char* const stream = std::getenv("JOURNAL_STREAM");
  struct stat status {};
  if (stream == nullptr || ::fstat(STDERR_FILENO, &status) != 0) return false;
  return stream == std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
}

std::shared_ptr<spdlog::sinks::sink> journal_sink() { return std::make_shared<JournalSink>(); }

}  // namespace dispatcher
