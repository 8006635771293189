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

/// The addresses of one endpoint, used in turn. Older than `fresh_for`, they are looked up again
/// while they go on being used; only where none is known, or none answered, the lookup comes first.
/// When it fails, the last answer is used on. One thread.
class AddressBook {
 public:
  static constexpr std::chrono::seconds fresh_for{30};

  /// `looked_up` ends every lookup, never from within `look_up`: empty when there are addresses,
  /// new or old. All references outlive the book.
  AddressBook(Runtime& runtime, const Endpoint& endpoint, std::chrono::milliseconds timeout,
              std::function<void(boost::system::error_code)> looked_up);

  /// Addresses are known, and not all of them have just failed.
  bool is_usable() const { return !addresses_.empty() && !distrusted_; }
  /// Usable, and young enough that no lookup is due.
  bool is_fresh() const { return is_usable() && runtime_.now() < valid_until_; }
  /// Begins a lookup unless one is under way.
  void look_up();
  void cancel();
  /// Lookups to come may take so long.
  void configure(std::chrono::milliseconds timeout) { timeout_ = timeout; }
  /// No address answered: the next use waits for a lookup.
  void distrust() { distrusted_ = true; }

  std::size_t count() const { return addresses_.size(); }
  /// Where a connection begins to try the addresses: each begins one further than the last.
  std::size_t next_start() { return next_start_++; }
  /// The address at `start` plus the number of tries; at least one is known.
  const Address& at(std::size_t place) const { return addresses_.at(place % addresses_.size()); }

 private:
  void finish(boost::system::error_code error, std::vector<Address> addresses);

  Runtime& runtime_;
  const Endpoint& endpoint_;
  std::chrono::milliseconds timeout_;
  const std::function<void(boost::system::error_code)> looked_up_;
  Timer deadline_;
  std::unique_ptr<Resolver::Lookup> lookup_;
  std::vector<Address> addresses_;
  std::size_t next_start_ = 0;
  TimePoint valid_until_{};
  bool distrusted_ = false;
};

}  // namespace net
