#include "queue/durable_spool.hpp"

#include <cassert>
#include <utility>

#include "queue/books.hpp"
#include "queue/log_tail.hpp"
#include "queue/recovery.hpp"
#include "queue/running_spool.hpp"
#include "queue/spool_directory.hpp"
#include "queue/store.hpp"

namespace queue {

Result<std::unique_ptr<DurableSpool>> DurableSpool::open(SpoolOptions options,
                                                         std::string& detail) {
  assert(options.now);
  auto directory = SpoolDirectory::claim(options.directory, detail);
  if (!directory) return directory.error();
  const auto mark = inspect(options.directory, detail);
  if (!mark) return mark.error();
  const auto free_bytes = directory->free_bytes();
  const auto needed_bytes = SpoolDirectory::bytes_to_open(options.reserve_bytes);
  if (free_bytes < needed_bytes) {
    detail = "the spool in " + options.directory.string() + " can be opened once " +
             std::to_string(needed_bytes) + " bytes are free on its disk, and " +
             std::to_string(free_bytes) + " are";
    return errc::no_space;
  }
  auto store = Store::open(options.directory, detail);
  if (!store && store.error() == make_error_code(errc::damaged)) {
    std::string cut_detail;
    const auto cut = cut_torn_tail(options.directory, cut_detail);
    if (!cut) detail += "; " + cut_detail;
    if (cut && *cut) store = Store::open(options.directory, detail);
  }
  if (!store) return store.error();
  auto books = std::make_unique<Books>(**store, options.now);
  const auto state = recover(*books, options.directory, *mark, detail);
  if (!state) return state.error();
  return std::unique_ptr<DurableSpool>(std::make_unique<RunningSpool>(
      std::move(options), std::move(*directory), std::move(*store), std::move(books), *state));
}

}  // namespace queue
