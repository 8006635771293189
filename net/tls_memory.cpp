#include "net/tls_memory.hpp"

#include <malloc.h>
#include <openssl/crypto.h>

#include <array>
#include <cstdlib>

namespace net::tls_memory {
namespace {

constexpr std::size_t small_bytes = 64;
/// A record of 16 KiB with what goes around it, and OpenSSL's room for aligning.
constexpr std::size_t buffer_bytes_min = 16 * 1024;
constexpr std::size_t buffer_bytes = 18 * 1024;
/// What an allocator may make of that.
constexpr std::size_t buffer_usable_max = 20 * 1024;

/// Blocks of one size that nobody uses now. Nothing to destroy: OpenSSL gives back the last blocks
/// of a thread when that is nearly gone.
template <std::size_t capacity>
struct Kept {
  std::array<void*, capacity> blocks{};
  std::size_t count = 0;

  void* take() { return count == 0 ? nullptr : blocks[--count]; }
  bool keep(void* block) {
    if (count == capacity) return false;
    blocks[count++] = block;
    return true;
  }
  void free_all() {
    while (void* const block = take()) std::free(block);
  }
};

thread_local constinit Kept<64> small_blocks;
thread_local constinit Kept<8> buffers;
thread_local constinit bool keeps = false;

/// Lives as long as the thread keeps blocks.
struct Keeper {
  Keeper() { keeps = true; }
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;
  ~Keeper() {
    keeps = false;
    small_blocks.free_all();
    buffers.free_all();
  }
  static void begin() { thread_local const Keeper keeper; }
};

bool is_buffer(std::size_t bytes_count) {
  return bytes_count > buffer_bytes_min && bytes_count <= buffer_bytes;
}

void* take_for_openssl(std::size_t bytes_count, const char*, int) { return take(bytes_count); }
void* resize_for_openssl(void* block, std::size_t bytes_count, const char*, int) {
  return std::realloc(block, bytes_count);
}
void give_for_openssl(void* block, const char*, int) { give(block); }

}  // namespace

void* take(std::size_t bytes_count) {
  if (bytes_count == 0) return nullptr;
  Keeper::begin();
  if (bytes_count <= small_bytes) {
    void* const block = small_blocks.take();
    return block != nullptr ? block : std::malloc(small_bytes);
  }
  if (is_buffer(bytes_count)) {
    void* const block = buffers.take();
    return block != nullptr ? block : std::malloc(buffer_bytes);
  }
  return std::malloc(bytes_count);
}

void give(void* block) {
  if (block == nullptr) return;
  if (!keeps) return std::free(block);
  // Some are larger than their size was: what counts is what fits.
  const std::size_t usable = malloc_usable_size(block);
  const bool is_small = usable >= small_bytes && usable < 2 * small_bytes;
  const bool is_one_buffer = usable >= buffer_bytes && usable <= buffer_usable_max;
  const bool kept =
      (is_small && small_blocks.keep(block)) || (is_one_buffer && buffers.keep(block));
  if (!kept) std::free(block);
}

bool use_for_openssl() {
  return CRYPTO_set_mem_functions(take_for_openssl, resize_for_openssl, give_for_openssl) == 1;
}

}  // namespace net::tls_memory
