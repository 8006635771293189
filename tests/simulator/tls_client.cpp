#include "tests/simulator/tls_client.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

namespace simulator {
namespace {

void require(bool done, const char* what) {
  if (!done) throw std::runtime_error(what);
}

std::size_t content_length(const std::string& head) {
  const std::string name = "\r\nContent-Length: ";
  const auto start = head.find(name);
  return start == std::string::npos ? 0 : std::stoul(head.substr(start + name.size()));
}

}  // namespace

TlsClient::TlsClient(std::uint16_t port, X509& authority, SSL_SESSION* session)
    : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)},
      context_{SSL_CTX_new(TLS_client_method())} {
  const timeval patience{.tv_sec = 10, .tv_usec = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  require(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0,
          "connect");

  X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), &authority);
  SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
  tls_.reset(SSL_new(context_.get()));
  constexpr unsigned char protocols[] = "\x08http/1.1";
  SSL_set_alpn_protos(tls_.get(), protocols, sizeof protocols - 1);
  require(SSL_set1_host(tls_.get(), "localhost") == 1, "host name");
  if (session != nullptr) SSL_set_session(tls_.get(), session);
  SSL_set_fd(tls_.get(), socket_);
  require(SSL_connect(tls_.get()) == 1, "handshake");
}

TlsClient::~TlsClient() { ::close(socket_); }

std::string TlsClient::protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(tls_.get(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

void TlsClient::send(const std::string& bytes) {
  require(SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0, "write");
}

ClientAnswer::End TlsClient::read_more() {
  std::array<char, 4096> bytes{};
  errno = 0;
  const int result = SSL_read(tls_.get(), bytes.data(), bytes.size());
  if (result > 0) {
    unread_.append(bytes.data(), static_cast<std::size_t>(result));
    return ClientAnswer::End::complete;
  }
  if (SSL_get_error(tls_.get(), result) == SSL_ERROR_ZERO_RETURN) return ClientAnswer::End::closed;
  return errno == EAGAIN ? ClientAnswer::End::timeout : ClientAnswer::End::reset;
}

ClientAnswer TlsClient::receive() {
  ClientAnswer answer;
  while (true) {
    const auto head_end = unread_.find("\r\n\r\n");
    if (head_end != std::string::npos) {
      answer.head = unread_.substr(0, head_end + 2);
      answer.status = std::stoi(answer.head.substr(9, 3));
      const auto body_bytes = content_length(answer.head);
      answer.body = unread_.substr(head_end + 4, body_bytes);
      if (answer.body.size() == body_bytes) {
        unread_.erase(0, head_end + 4 + body_bytes);
        return answer;
      }
    }
    answer.end = read_more();
    if (answer.end == ClientAnswer::End::complete) continue;
    if (head_end == std::string::npos) answer.head = unread_;
    return answer;
  }
}

ClientAnswer TlsClient::ask(const std::string& request) {
  send(request);
  return receive();
}

}  // namespace simulator
