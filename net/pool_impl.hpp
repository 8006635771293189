#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/address_book.hpp"
#include "net/connection.hpp"
#include "net/pool.hpp"

namespace net {

/// Where each connection of a pool stands, and what is still to be opened.
class Pool::Impl final : private ConnectionOwner {
 public:
  Impl(Runtime& runtime, std::shared_ptr<TlsContext> tls, Endpoint endpoint, PoolOptions options,
       PoolListener& listener);

  std::size_t ready_count() const { return ready_.size(); }
  std::size_t busy_count() const { return busy_count_; }
  std::size_t lingering_count() const { return lingering_count_; }
  std::size_t opening_count() const { return opening_count_ + to_open_count(); }
  void want(std::size_t count);
  void post(std::uint64_t tag, std::string_view request);
  void trust(std::shared_ptr<TlsContext> tls);
  void configure(const PoolOptions& options);
  void drain();
  const PoolCounters& counters() const { return counters_; }

 private:
  /// A place for a connection, used again after it closed.
  struct Slot final : Connection {
    using Connection::Connection;
    // While opening; the book may meanwhile learn other addresses.
    std::size_t first_address = 0;  // where in the book it began
    std::size_t addresses_tried = 0;
    Address address;       // tried now
    bool is_used = false;  // since it was opened
  };

  std::size_t open_count() const;
  std::size_t to_open_count() const;
  void open_wanted();
  void on_looked_up(boost::system::error_code error);
  Slot& free_slot();
  void connect(Slot& slot);
  void fail_opening(boost::system::error_code error, std::string_view detail);
  void close_ready();
  void release(Connection& connection) { free_.push_back(static_cast<Slot*>(&connection)); }

  void on_connect_failed(Connection& connection, boost::system::error_code error) override;
  void on_handshake_failed(Connection& connection, boost::system::error_code error,
                           std::string_view detail) override;
  void on_opened(Connection& connection, bool resumed) override;
  void on_answer(std::uint64_t tag) override { listener_.on_answer(tag); }
  void on_ended(Connection& connection, const Exchange& exchange) override;
  void on_linger_ended(Connection& connection, const Exchange& exchange) override;
  void on_idle_closed(Connection& connection) override;
  bool may_linger() override;

  const Endpoint endpoint_;
  PoolOptions options_;
  PoolListener& listener_;
  ConnectionShared shared_;
  AddressBook addresses_;
  Timer opener_;  // so that nothing begins, and fails, within a call of the shard
  std::vector<std::unique_ptr<Slot>> slots_;
  std::vector<Slot*> free_;
  std::vector<Slot*> ready_;  // the last one used is the next one used
  std::size_t opening_count_ = 0;
  std::size_t busy_count_ = 0;
  std::size_t lingering_count_ = 0;
  std::size_t wanted_count_ = 0;
  bool draining_ = false;
  PoolCounters counters_;
};

}  // namespace net
