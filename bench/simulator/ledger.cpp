#include "bench/simulator/ledger.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace simulator {
namespace {

constexpr std::size_t pending_bytes_max = 1024 * 1024;

void append_text(std::string& out, std::string_view key, std::string_view value) {
  out.append(key).append(value).push_back('"');
}

/// A process that is killed may leave the beginning of a line. Its answer never left, so nobody has
/// to believe that it was processed.
void cut_torn_line(int file) {
  const auto size = ::lseek(file, 0, SEEK_END);
  auto end = size;
  char last = 0;
  while (end > 0 && ::pread(file, &last, 1, end - 1) == 1 && last != '\n') --end;
  if (end < size && ::ftruncate(file, end) != 0) {
    throw std::system_error(errno, std::generic_category(), "ledger");
  }
}

}  // namespace

Ledger::Ledger(const std::string& path)
    : file_{::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644)} {
  if (file_ < 0) throw std::system_error(errno, std::generic_category(), "ledger " + path);
  cut_torn_line(file_);
}

Ledger::~Ledger() { ::close(file_); }

void Ledger::append(const LedgerEntry& entry, Now now) {
  auto& out = pending_;
  out.append("{\"time\":\"").append(clock_text_.seconds(now.wall)).push_back('.');
  append_microseconds(out, now.wall);
  out.append("Z\",\"elapsed_us\":");
  const auto elapsed = std::chrono::duration_cast<std::chrono::microseconds>(now.steady - started_);
  append_number(out, static_cast<unsigned long long>(std::max<std::int64_t>(elapsed.count(), 0)));
  append_text(out, ",\"account\":\"", entry.account);
  append_text(out, ",\"service\":\"", entry.service);
  append_text(out, ",\"session\":\"", entry.session);
  append_text(out, ",\"participant\":\"", entry.participant);
  append_text(out, ",\"body_sha256\":\"", entry.body_sha256);
  append_text(out, ",\"ki\":\"", entry.ki);
  append_text(out, ",\"sm\":\"", entry.sm);
  out.append(",\"connection\":");
  append_number(out, entry.connection);
  out.append(",\"request\":");
  append_number(out, entry.request);
  out.append(",\"status\":");
  if (entry.status == 0) {
    out.append("null");
  } else {
    append_number(out, static_cast<unsigned long long>(entry.status));
  }
  if (!entry.fault.empty()) append_text(out, ",\"fault\":\"", entry.fault);
  out.append("}\n");
  if (out.size() >= pending_bytes_max) flush();
}

void Ledger::flush() {
  std::string_view rest = pending_;
  while (!rest.empty()) {
    const auto written = ::write(file_, rest.data(), rest.size());
    if (written < 0 && errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "ledger");
    }
    rest.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
  }
  pending_.clear();
}

}  // namespace simulator
