#pragma once

#include <boost/system/error_code.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/runtime.hpp"
#include "net/transport.hpp"
#include "net/url.hpp"

namespace net {

/// The addresses of one endpoint: looked up when they are wanted and older than `fresh_for`, used
/// in turn. When a lookup fails, the last answer is used on. One thread.
class AddressBook {
 public:
  static constexpr std::chrono::seconds fresh_for{30};

  /// `looked_up` ends every lookup, never from within `look_up`: empty when there are addresses,
  /// new or old. All references outlive the book.
  AddressBook(Runtime& runtime, const Endpoint& endpoint, std::chrono::milliseconds timeout,
              std::function<void(boost::system::error_code)> looked_up);

  bool is_fresh() const;
  /// Begins a lookup unless one is under way.
  void look_up();
  void cancel();
  /// The next lookup is wanted at once: no address answered.
  void distrust() { valid_until_ = {}; }

  std::size_t count() const { return addresses_.size(); }
  /// Where a connection begins to try the addresses: each begins one further than the last.
  std::size_t next_start() { return next_start_++; }
  /// The address at `start` plus the number of tries; at least one is known.
  const Address& at(std::size_t place) const { return addresses_.at(place % addresses_.size()); }

 private:
  void finish(boost::system::error_code error, std::vector<Address> addresses);

  Runtime& runtime_;
  const Endpoint& endpoint_;
  const std::chrono::milliseconds timeout_;
  const std::function<void(boost::system::error_code)> looked_up_;
  Timer deadline_;
  std::unique_ptr<Resolver::Lookup> lookup_;
  std::vector<Address> addresses_;
  std::size_t next_start_ = 0;
  TimePoint valid_until_{};
};

}  // namespace net
