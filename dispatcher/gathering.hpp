#pragma once

#include <boost/asio/post.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

#include "net/runtime.hpp"

namespace dispatcher {

/// What takes the answers of `count` threads: a copy of it for each, called once on any of them. On
/// the thread of `runtime` `add` puts each to what is there, and the last one gives all to `done`.
/// Whatever `done` holds ends on that thread too: the others keep nothing of it.
template <class Answer, class Add>
std::function<void(Answer)> gather(net::Runtime& runtime, std::size_t count, Add add,
                                   std::function<void(Answer)> done) {
  struct Gathering {
    Answer all;
    std::size_t awaited_count;
    Add add;
    std::function<void(Answer)> done;
  };
  auto gathering = std::make_shared<Gathering>(Gathering{{}, count, add, std::move(done)});
  return [&runtime, gathering = std::move(gathering)](Answer part) mutable {
    auto take = [gathering = std::move(gathering), part = std::move(part)]() mutable {
      gathering->add(gathering->all, std::move(part));
      if (--gathering->awaited_count == 0) gathering->done(std::move(gathering->all));
    };
    boost::asio::post(runtime.io(), std::move(take));
  };
}

}  // namespace dispatcher
