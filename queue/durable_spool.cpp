#include "queue/durable_spool.hpp"

#include <cassert>
#include <utility>

#include "queue/running_spool.hpp"
#include "queue/spool_directory.hpp"
#include "queue/spool_opening.hpp"

namespace queue {

Result<std::unique_ptr<DurableSpool>> DurableSpool::open(SpoolOptions options,
                                                         std::string& detail) {
  assert(options.now);
  auto directory = SpoolDirectory::claim(options.directory, detail);
  if (!directory) return directory.error();
  auto opened = open_spool(options, *directory, {}, detail);
  if (!opened) return opened.error();
  return std::unique_ptr<DurableSpool>(std::make_unique<RunningSpool>(
      std::move(options), std::move(*directory), std::move(opened->store), std::move(opened->books),
      std::move(opened->state)));
}

}  // namespace queue
