#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace queue {

/// Behind each block: how it is compressed, and the sum of all that.
inline constexpr std::size_t block_trailer_bytes = 1 + 4;
/// A larger block is none of ours: a record is some 18 KiB at most, an index some megabytes.
inline constexpr std::uint64_t block_bytes_max = std::uint64_t{64} << 20;

/// Takes numbers of seven bits a byte off the front. Nothing: they do not end.
std::optional<std::uint64_t> take_varint(std::string_view& bytes);

/// The contents of a block from its bytes and trailer, expanded. Nothing: damaged. Pure.
std::optional<std::string> open_block(std::string_view with_trailer);

/// Walks the entries of a block in order. `use` returns false to stop, as does what is malformed.
/// In an index no length stands before the value: what follows the key is given, and `use` answers
/// with how much of it was the value.
/// \return  all of it was read
bool walk_block(std::string_view contents,
                const std::function<bool(std::string_view key, std::string_view value)>& use);
bool walk_index(std::string_view contents,
                const std::function<std::optional<std::size_t>(std::string_view key,
                                                               std::string_view rest)>& use);

}  // namespace queue
