#include "dispatcher/face/submit_input.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace dispatcher {

SubmitInput::SubmitInput(const std::string& name) : name_(name == "-" ? "<stdin>" : name) {
  descriptor_ = name == "-" ? STDIN_FILENO : ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0) {
    complaint_ = name_ + ": cannot be read: " + std::system_category().message(errno);
    return;
  }
  if (S_ISDIR(status.st_mode)) {
    complaint_ = name_ + ": is a directory; name a file of submissions";
    return;
  }
  is_regular_file_ = S_ISREG(status.st_mode);
  if (is_regular_file_) {
    size_bytes_ = static_cast<std::uint64_t>(status.st_size);
    // Advice only: read ahead, the file is read once from front to back.
    (void)::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
  }
}

SubmitInput::~SubmitInput() {
  if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
}

bool SubmitInput::rewind() { return ::lseek(descriptor_, 0, SEEK_SET) == 0; }

}  // namespace dispatcher
