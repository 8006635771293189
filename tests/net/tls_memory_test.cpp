// What OpenSSL takes and gives back for every record.
#include "net/tls_memory.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <cstring>
#include <set>
#include <thread>

namespace net {
namespace {

constexpr std::size_t buffer_bytes = 16'704;

TEST(TlsMemory, GivesABufferOutAgain) {
  void* const block = tls_memory::take(buffer_bytes);
  tls_memory::give(block);
  void* const again = tls_memory::take(buffer_bytes - 100);
  EXPECT_EQ(again, block);
  tls_memory::give(again);
}

TEST(TlsMemory, GivesASmallBlockOutAgain) {
  void* const block = tls_memory::take(40);
  tls_memory::give(block);
  void* const again = tls_memory::take(64);
  EXPECT_EQ(again, block);
  tls_memory::give(again);
}

TEST(TlsMemory, GivesNoBlockOutTwice) {
  std::set<void*> out;
  for (int i = 0; i < 200; ++i) EXPECT_TRUE(out.insert(tls_memory::take(48)).second);
  for (void* block : out) tls_memory::give(block);  // more than are kept
  out.clear();
  for (int i = 0; i < 200; ++i) EXPECT_TRUE(out.insert(tls_memory::take(48)).second);
  for (void* block : out) tls_memory::give(block);
}

TEST(TlsMemory, GivesRoomForWhatWasAskedFor) {
  for (const std::size_t size :
       {1UL, 63UL, 64UL, 65UL, 128UL, 16'384UL, 16'385UL, 18'432UL, 18'433UL, 100'000UL}) {
    void* const block = tls_memory::take(size);
    ASSERT_NE(block, nullptr);
    std::memset(block, 1, size);  // a sanitizer would tell
    tls_memory::give(block);
  }
}

TEST(TlsMemory, HasNothingForNothing) {
  EXPECT_EQ(tls_memory::take(0), nullptr);
  tls_memory::give(nullptr);
}

TEST(TlsMemory, TakesBackWhatAnotherThreadTook) {
  void* const block = tls_memory::take(buffer_bytes);
  std::thread other([block] { tls_memory::give(block); });
  other.join();  // which frees what it kept
  void* const mine = tls_memory::take(buffer_bytes);
  std::memset(mine, 1, buffer_bytes);
  tls_memory::give(mine);
}

TEST(TlsMemory, KeepsNothingOfAThreadThatIsGone) {
  std::thread other([] {
    // As OpenSSL does: its own end of a thread comes behind that of what was begun later.
    struct Late {
      void* block = nullptr;
      ~Late() { tls_memory::give(block); }
    };
    thread_local Late late;
    late.block = tls_memory::take(buffer_bytes);
  });
  other.join();  // a sanitizer tells of a block that nobody has any more
}

TEST(TlsMemory, IsNotForAnOpenSslThatRunsAlready) {
  EVP_MD_CTX_free(EVP_MD_CTX_new());
  EXPECT_FALSE(tls_memory::use_for_openssl());
}

}  // namespace
}  // namespace net
