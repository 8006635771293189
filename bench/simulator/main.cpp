// The provider's stand-in: `serve` answers like it and keeps a ledger, `audit` compares that ledger
// with what clients say.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "bench/simulator/serve_command.hpp"

int main(int argc, char** argv) {
  CLI::App app{"A stand-in for the provider's message API, and the judge of those who send to it"};
  app.set_version_flag("--version", DISPATCHER_VERSION);
  app.require_subcommand(1);
  try {
    simulator::add_serve_command(app);
    app.parse(argc, argv);
    return 0;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 64;  // EX_USAGE
  } catch (const std::exception& error) {
    std::fprintf(stderr, "proxy-simulator: %s\n", error.what());
    return 70;  // EX_SOFTWARE
  }
}
