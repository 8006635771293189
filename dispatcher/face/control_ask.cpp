#include "dispatcher/face/control_ask.hpp"

#include <thread>
#include <utility>

#include "dispatcher/face/check_config.hpp"
#include "dispatcher/face/control_answer.hpp"
#include "dispatcher/face/control_reply.hpp"

namespace dispatcher {

ControlAsk::ControlAsk(net::LocalClient client, Console& console)
    : client_(std::move(client)), console_(&console), wait_([](std::chrono::milliseconds pause) {
        std::this_thread::sleep_for(pause);
        return false;
      }) {}

std::optional<ControlAsk> ControlAsk::open(const std::filesystem::path& config, Console& console,
                                           ExitCode& exit_code) {
  Options options;
  if (!load_or_complain(config, console, options, OptionsFor::asking)) {
    exit_code = exit_config;
    return std::nullopt;
  }
  std::string detail;
  auto client = net::LocalClient::connect(options.control_socket, detail);
  if (client) return ControlAsk(std::move(*client), console);
  if (client.error() == net::errc::nobody_listens) {
    console.err << "no dispatcher runs on this spool (socket " << options.control_socket.string()
                << ")\n";
    exit_code = exit_try_later;
  } else {
    console.err << detail << '\n';
    exit_code = exit_code_of(client.error());
  }
  return std::nullopt;
}

std::optional<net::LocalResponse> ControlAsk::ask(const net::LocalRequest& request) {
  for (int tries = 1;; ++tries) {
    std::string detail;
    auto response = client_.call(request, answer_timeout, detail);
    if (!response) {
      console_->err << detail << '\n';
      return std::nullopt;
    }
    const bool is_busy = response->status == http_status::unavailable &&
                         refusal_of(*response).reason == name_of(Unavailable::busy);
    if (!is_busy || tries == tries_max) return *std::move(response);
    if (wait_(std::chrono::seconds(response->retry_after_s))) {
      console_->err << "stopped while the spool was busy\n";
      return std::nullopt;
    }
  }
}

ExitCode ControlAsk::print(const net::LocalResponse& response, bool json,
                           std::string (*table)(std::string_view)) {
  if (response.status != http_status::ok) {
    auto refusal = refusal_of(response);
    if (json && response.status == http_status::conflict) console_->out << response.body;
    console_->err << refusal.sentence << '\n';
    return refusal.exit_code;
  }
  console_->out << (json ? response.body : table(response.body));
  console_->out.flush();
  return exit_done;
}

}  // namespace dispatcher
