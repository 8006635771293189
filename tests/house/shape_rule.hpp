#pragma once

#include "tests/house/source_file.hpp"

/// How our files look: small enough to read, and free of what nobody came back to.
namespace house {

inline constexpr std::size_t file_lines_max = 300;
inline constexpr std::size_t function_lines_max = 70;
inline constexpr std::size_t line_columns_max = 100;

Breaches files_too_long(const std::vector<SourceFile>& files);
/// From the first line of the signature to the closing brace; lambdas count as their own and as a
/// part of the function they stand in.
Breaches functions_too_long(const std::vector<SourceFile>& files);
/// Of C++ and shell, in characters, not bytes.
Breaches lines_too_long(const std::vector<SourceFile>& files);
Breaches headers_without_pragma_once(const std::vector<SourceFile>& files);
Breaches forbidden_words(const std::vector<SourceFile>& files);

}  // namespace house
