#include "dispatcher/face/submit_spool.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "dispatcher/face/spool_care.hpp"
#include "dispatcher/face/submit_digest_key.hpp"

namespace dispatcher {
namespace {

/// Files of another user in the spool would stop its daemon. Empty: there is nothing against it.
std::string ownership_complaint(const std::filesystem::path& directory) {
  struct stat status {};
  if (::stat(directory.c_str(), &status) != 0 || status.st_uid == ::geteuid()) return {};
  return directory.string() + " belongs to another user (number " + std::to_string(status.st_uid) +
         ") and no dispatcher runs on it; submit as that user";
}

}  // namespace

std::unique_ptr<SpoolSink> SpoolSink::open(const Options& options, SubmitMessages& messages,
                                           const std::function<WallTime()>& now,
                                           const OnRefused& on_refused, SubmitFailure& failure) {
  failure = {exit_try_later, ownership_complaint(options.spool.directory)};
  if (!failure.sentence.empty()) return nullptr;
  std::string detail;
  auto spool = queue::DurableSpool::open(spool_options(options, now), detail);
  if (!spool) {
    failure = {exit_code_of(spool.error()), detail.empty() ? spool.error().message() : detail};
    return nullptr;
  }
  DigestKey key{};
  if (load_or_make_digest_key(options.spool.directory, key, detail) != DigestKeyState::good) {
    failure = {exit_io, detail};
    return nullptr;
  }
  failure = {};
  return std::unique_ptr<SpoolSink>(
      new SpoolSink(std::move(*spool), key, messages, now, on_refused));
}

SpoolSink::SpoolSink(std::unique_ptr<queue::DurableSpool> spool, const DigestKey& key,
                     SubmitMessages& messages, const std::function<WallTime()>& now,
                     const OnRefused& on_refused)
    : CheckingSink(messages, now, on_refused),
      spool_(std::move(spool)),
      digester_(key),
      pipe_([this](queue::Intake intake) { return spool_->submit(std::move(intake)); }, now,
            [on_refused](std::uint64_t line) {
              on_refused({line, conflict_error(), false});
            }) {}

SubmitFailure SpoolSink::failure() const {
  if (!pipe_.error()) return {};
  return {exit_code_of(pipe_.error()), "the spool takes no more: " + pipe_.error().message()};
}

}  // namespace dispatcher
