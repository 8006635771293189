#pragma once
// What may go wrong on purpose. "before" and "after" in a name say on which side of the side effect
// it happens: a request that fails "after" was processed and stands in the ledger.

#include <string>
#include <string_view>
#include <vector>

namespace simulator {

enum class Deed {
  answer,  ///< another answer than the success
  reset,   ///< RST instead of an answer
  fin,     ///< an orderly end instead of an answer
  stall,   ///< nothing for as long as ServeOptions::stall; then "after" answers late, "before" ends
           ///< the connection
  cut_head,     ///< the answer ends within its head
  cut_body,     ///< the answer ends within its body
  last_answer,  ///< the success, with `Connection: close`
};

struct Fault {
  std::string name{};
  Deed deed = Deed::answer;
  bool processes = false;  ///< the message is sent and stands in the ledger
  int status = 0;          ///< of an answer that replaces the success; 0: the success itself
  std::string content_type{};
  std::string body{};
};

/// Every fault there is, in a fixed order.
const std::vector<Fault>& all_faults();

/// \return  nullptr: there is no fault of this name
const Fault* find_fault(std::string_view name);

}  // namespace simulator
