#include "queue/error.hpp"

#include <string>

namespace queue {
namespace {

class Category final : public boost::system::error_category {
 public:
  const char* name() const noexcept override { return "queue"; }

  std::string message(int value) const override {
    switch (static_cast<errc>(value)) {
      case errc::directory_unusable:
        return "the spool directory cannot be used";
      case errc::in_use:
        return "another process has the spool open";
      case errc::newer_format:
        return "the spool was written by a later version";
      case errc::damaged:
        return "the spool is damaged";
      case errc::no_space:
        return "no space is left for the spool";
      case errc::io_failed:
        return "the spool could not be written";
      case errc::ring_full:
        return "the spool is busy, try again";
      case errc::older_format:
        return "the spool was written by an earlier version";
      case errc::closing:
        return "the spool was closed before it could answer";
    }
    return "unknown queue error " + std::to_string(value);
  }
};

}  // namespace

boost::system::error_code make_error_code(errc e) {
  static const Category category;
  return {static_cast<int>(e), category};
}

}  // namespace queue
