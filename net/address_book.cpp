#include "net/address_book.hpp"

#include <cassert>
#include <utility>

#include "net/error.hpp"

namespace net {

AddressBook::AddressBook(Runtime& runtime, const Endpoint& endpoint,
                         std::chrono::milliseconds timeout,
                         std::function<void(boost::system::error_code)> looked_up)
    : runtime_(runtime),
      endpoint_(endpoint),
      timeout_(timeout),
      looked_up_(std::move(looked_up)),
      deadline_(runtime.timers(), [this] { finish(errc::timed_out, {}); }) {}

void AddressBook::look_up() {
  if (lookup_) return;
  deadline_.arm_at(runtime_.now() + timeout_);
  lookup_ = runtime_.resolver().resolve(
      endpoint_.host, endpoint_.port,
      [this](boost::system::error_code error, std::vector<Address> addresses) {
        finish(error, std::move(addresses));
      });
}

void AddressBook::cancel() {
  deadline_.cancel();
  lookup_.reset();
}

void AddressBook::finish(boost::system::error_code error, std::vector<Address> addresses) {
  cancel();
  if (!error) {
    assert(!addresses.empty());
    addresses_ = std::move(addresses);
  }
  if (addresses_.empty()) return looked_up_(error);
  distrusted_ = false;
  valid_until_ = runtime_.now() + fresh_for;  // a stale answer too: not a lookup per connection
  looked_up_({});
}

}  // namespace net
