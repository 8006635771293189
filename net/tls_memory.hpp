#pragma once

#include <cstddef>

namespace net {

/// Of each record that it writes or reads OpenSSL takes some blocks, and gives them back soon: a
/// buffer of 17 KB, and a few of some 40 bytes. Here they wait for the next record of their thread.
/// Any thread; a block may be given back by another than it was taken by.
namespace tls_memory {

/// At least `bytes_count` bytes; null when memory is short, or for none.
void* take(std::size_t bytes_count);
/// One of take, or null.
void give(void* block);

/// Has OpenSSL call these from now on. To be called first of all: false, and nothing changes, once
/// it has allocated something.
bool use_for_openssl();

}  // namespace tls_memory

}  // namespace net
