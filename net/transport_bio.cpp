#include "net/transport_bio.hpp"

#include <openssl/bio.h>

namespace net {
namespace {

BioChannel& channel_of(BIO* bio) { return *static_cast<BioChannel*>(BIO_get_data(bio)); }

int read_some(BIO* bio, char* into, std::size_t capacity, std::size_t* read_count) {
  auto& channel = channel_of(bio);
  BIO_clear_retry_flags(bio);
  const auto got = channel.transport->read(std::as_writable_bytes(std::span{into, capacity}));
  *read_count = got.bytes_count;
  switch (got.status) {
    case IoStatus::done:
      return 1;
    case IoStatus::would_block:
      BIO_set_retry_read(bio);
      return -1;
    case IoStatus::end:
      channel.ended = true;
      return 0;
    case IoStatus::failed:
      channel.read_error = got.error;
      return -1;
  }
  return -1;
}

int write_some(BIO* bio, const char* from, std::size_t count, std::size_t* written_count) {
  auto& channel = channel_of(bio);
  BIO_clear_retry_flags(bio);
  const auto put = channel.transport->write(std::as_bytes(std::span{from, count}));
  *written_count = put.bytes_count;
  channel.bytes_written += put.bytes_count;
  if (put.status == IoStatus::done) return 1;
  if (put.status == IoStatus::would_block)
    BIO_set_retry_write(bio);
  else
    channel.write_error = put.error;
  return -1;
}

long control(BIO* bio, int command, long, void*) {
  switch (command) {
    case BIO_CTRL_EOF:
      return channel_of(bio).ended ? 1 : 0;
    case BIO_CTRL_FLUSH:  // nothing is ever held back
    case BIO_CTRL_PUSH:
    case BIO_CTRL_POP:
    case BIO_CTRL_DUP:
      return 1;
    default:
      return 0;
  }
}

int create(BIO* bio) {
  BIO_set_init(bio, 1);
  return 1;
}

}  // namespace

bio_method_st* make_transport_bio_method() {
  auto* method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "transport");
  if (method == nullptr) return nullptr;
  BIO_meth_set_create(method, create);
  BIO_meth_set_read_ex(method, read_some);
  BIO_meth_set_write_ex(method, write_some);
  BIO_meth_set_ctrl(method, control);
  return method;
}

bio_st* make_transport_bio(bio_method_st* method, BioChannel& channel) {
  auto* bio = BIO_new(method);
  if (bio != nullptr) BIO_set_data(bio, &channel);
  return bio;
}

}  // namespace net
