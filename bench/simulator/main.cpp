// The provider's stand-in: `serve` answers like it and keeps a ledger, `audit` compares that ledger
// with what clients say.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "bench/simulator/audit_command.hpp"
#include "bench/simulator/serve_command.hpp"

int main(int argc, char** argv) {
  CLI::App app{"A stand-in for the provider's message API, and the judge of those who send to it"};
  app.set_version_flag("--version", DISPATCHER_VERSION);
  app.require_subcommand(1);
  int exit_code = 0;
  try {
    simulator::add_serve_command(app);
    simulator::add_audit_command(app, exit_code);
    app.parse(argc, argv);
    return exit_code;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 64;  // EX_USAGE
  } catch (const std::exception& error) {
    std::fprintf(stderr, "proxy-simulator: %s\n", error.what());
    return 70;  // EX_SOFTWARE
  }
}
