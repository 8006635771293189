#pragma once

#include <boost/system/error_code.hpp>
#include <cstdint>

#include "net/transport.hpp"

struct bio_st;
struct bio_method_st;

namespace net {

/// What the BIO of one connection knows: its transport, and what went through it.
struct BioChannel {
  Transport* transport = nullptr;
  std::uint64_t bytes_written = 0;         ///< ciphertext taken by the transport
  bool ended = false;                      ///< the peer sends no more
  boost::system::error_code read_error{};  ///< the transport's, once reading failed
  boost::system::error_code write_error{};
};

/// A BIO that holds nothing itself: each read and write of OpenSSL is one of the transport. The
/// caller frees the method after every BIO of it; null when memory is short.
bio_method_st* make_transport_bio_method();

/// Null when memory is short. `channel` outlives the BIO.
bio_st* make_transport_bio(bio_method_st* method, BioChannel& channel);

}  // namespace net
