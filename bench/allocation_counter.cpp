// Counts heap allocations of a program, those of threads that send over TLS apart: to be preloaded
// (LD_PRELOAD). At its end the program writes to the file $ALLOCATION_COUNTER_FILE
//
//   sending N    by threads that have called SSL_write: of the dispatcher, its shards
//   all N        by all threads
//
// malloc, calloc, realloc and the aligned ones count one each, also when realloc stays where it
// was; operator new comes as malloc. What RocksDB allocates on its own threads is in `all`.

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

extern "C" {
// What the C library calls its own; its malloc can be replaced, these cannot.
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
}

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
  return __libc_malloc(size);
}

void* calloc(std::size_t count_of, std::size_t size) {
  count();
  return __libc_calloc(count_of, size);
}

void* realloc(void* block, std::size_t size) {
  count();
  return __libc_realloc(block, size);
}

void* memalign(std::size_t alignment, std::size_t size) {
  count();
  return __libc_memalign(alignment, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }

int posix_memalign(void** block, std::size_t alignment, std::size_t size) {
  *block = memalign(alignment, size);
  return *block == nullptr ? ENOMEM : 0;
}

int SSL_write(void* connection, const void* bytes, int length) {
  using Write = int (*)(void*, const void*, int);
  static const auto next = reinterpret_cast<Write>(dlsym(RTLD_NEXT, "SSL_write"));
  counter().is_sending.store(true, std::memory_order_relaxed);
  return next(connection, bytes, length);
}

}  // extern "C"
