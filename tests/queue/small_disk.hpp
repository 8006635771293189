#pragma once

#include <cstdint>
#include <filesystem>

namespace queue {

/// A file system of its own that can be filled to the byte: a tmpfs, which only root may mount.
class SmallDisk {
 public:
  SmallDisk() = default;
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() { unmount(); }

  /// False: this process may not mount.
  bool mount(const std::filesystem::path& where, std::uint64_t size_bytes);
  void unmount();
  const std::filesystem::path& path() const { return path_; }

  std::uint64_t free_bytes() const;
  /// Leaves so much free, to the next whole page.
  void fill_up_to(std::uint64_t leave_bytes);
  /// Takes away what `fill_up_to` put there.
  void make_room();

 private:
  std::filesystem::path path_;  // empty: not mounted
};

}  // namespace queue
