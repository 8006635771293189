#include "dispatcher/message/error.hpp"

#include <string>

namespace dispatcher {
namespace {

class Category final : public boost::system::error_category {
 public:
  const char* name() const noexcept override { return "dispatcher"; }

  std::string message(int value) const override {
    switch (static_cast<errc>(value)) {
      case errc::malformed_sid:
        return "not a SID of this kind";
      case errc::malformed_time:
        return "not an RFC 3339 time with a zone";
      case errc::malformed_record:
        return "a stored record cannot be understood";
      case errc::malformed_reply:
        return "the answer's body is not the documented JSON";
      case errc::malformed_header:
        return "a field of the answer's head cannot be understood";
      case errc::unusable_authority:
        return "not a host name with an optional port";
      case errc::unusable_credential:
        return "user name or password is empty, too long, or holds what cannot be sent";
    }
    return "unknown dispatcher error " + std::to_string(value);
  }
};

}  // namespace

boost::system::error_code make_error_code(errc e) {
  static const Category category;
  return {static_cast<int>(e), category};
}

}  // namespace dispatcher
