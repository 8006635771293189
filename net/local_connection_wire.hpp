#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>

#include "net/local_connection.hpp"

namespace net {

/// Kept apart so that only the connection itself pays for Asio's headers.
struct LocalConnection::Wire {
  explicit Wire(boost::asio::io_context& io) : socket(io) {}
  boost::asio::generic::stream_protocol::socket socket;
};

}  // namespace net
