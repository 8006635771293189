// Counts heap allocations of a program, those of threads that send over TLS apart: to be preloaded
// (LD_PRELOAD). At its end the program writes to the file $ALLOCATION_COUNTER_FILE
//
//   sending N    by threads that have called SSL_write: of the dispatcher, its shards
//   all N        by all threads
//
// malloc, calloc, realloc, the aligned ones and operator new count one each, also when realloc
// stays where it was. What RocksDB allocates on its own threads is in `all`.

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <new>

namespace {

struct Counter {
  std::atomic<std::uint64_t> allocations{0};
  std::atomic<bool> is_sending{false};
};

// Threads that come later share the last one, which would then be wrong about who is sending: the
// program is stopped instead.
std::array<Counter, 4096> counters;
std::atomic<std::size_t> counters_count{0};
thread_local Counter* mine [[gnu::tls_model("initial-exec")]] = nullptr;

Counter& counter() {
  if (mine == nullptr) {
    const std::size_t index = counters_count++;
    if (index >= counters.size()) std::abort();
    mine = &counters[index];
  }
  return *mine;
}

/// The allocator that would be called without us: whoever frees belongs to it.
template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

void count() { counter().allocations.fetch_add(1, std::memory_order_relaxed); }

__attribute__((destructor)) void tell() {
  const char* file = std::getenv("ALLOCATION_COUNTER_FILE");
  if (file == nullptr) return;
  std::uint64_t sending = 0;
  std::uint64_t all = 0;
  for (const Counter& each : counters) {
    all += each.allocations;
    if (each.is_sending) sending += each.allocations;
  }
  std::array<char, 64> text{};
  const int length =
      std::snprintf(text.data(), text.size(), "sending %llu\nall %llu\n",
                    static_cast<unsigned long long>(sending), static_cast<unsigned long long>(all));
  const int out = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (out < 0 || write(out, text.data(), static_cast<std::size_t>(length)) != length) std::abort();
  close(out);
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) {
  count();
  static const auto real = next<void* (*)(std::size_t)>("malloc");
  return real(size);
}

void* calloc(std::size_t count_of, std::size_t size) {
  count();
  static const auto real = next<void* (*)(std::size_t, std::size_t)>("calloc");
  return real(count_of, size);
}

void* realloc(void* block, std::size_t size) {
  count();
  static const auto real = next<void* (*)(void*, std::size_t)>("realloc");
  return real(block, size);
}

void* memalign(std::size_t alignment, std::size_t size) {
  count();
  static const auto real = next<void* (*)(std::size_t, std::size_t)>("memalign");
  return real(alignment, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }

int posix_memalign(void** block, std::size_t alignment, std::size_t size) {
  *block = memalign(alignment, size);
  return *block == nullptr ? ENOMEM : 0;
}

int SSL_write(void* connection, const void* bytes, int length) {
  static const auto real = next<int (*)(void*, const void*, int)>("SSL_write");
  counter().is_sending.store(true, std::memory_order_relaxed);
  return real(connection, bytes, length);
}

}  // extern "C"

// Which an allocator may have of its own, past malloc. The aligned ones are nobody's here.
void* operator new(std::size_t size) {
  if (void* const block = std::malloc(size)) return block;
  throw std::bad_alloc();
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return std::malloc(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return std::malloc(size); }
