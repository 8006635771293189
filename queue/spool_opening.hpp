#pragma once

#include <memory>
#include <string>

#include "queue/books.hpp"
#include "queue/damage_note.hpp"
#include "queue/durable_spool.hpp"
#include "queue/spool_directory.hpp"
#include "queue/store.hpp"

namespace queue {

struct OpenedSpool {
  std::unique_ptr<Store> store;
  std::unique_ptr<Books> books;
  SpoolState state;
};

/// The whole way from files to a spool at work: looks at the mark and the logs, mends these, opens
/// the database, recovers. `known` is damage that somebody has found already. Errors as those of
/// DurableSpool::open.
Result<OpenedSpool> open_spool(const SpoolOptions& options, const SpoolDirectory& directory,
                               const Damage& known, std::string& detail);

}  // namespace queue
