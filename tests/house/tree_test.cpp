#include <gmock/gmock.h>

#include "tests/house/include_rule.hpp"
#include "tests/house/layout_rule.hpp"
#include "tests/house/shape_rule.hpp"

/// The rules of the house, held against the tree as it stands.
namespace house {
namespace {

using testing::IsEmpty;

const std::vector<SourceFile>& tree() {
  static const auto files = read_tree(SOURCE_ROOT);
  return files;
}

const std::vector<Untested>& untested() {
  static const std::vector<Untested> list = {
      {"bench/simulator/main", "every end-to-end test runs it"},
      {"dispatcher/daemon", "threads, signals and the spool together: the end-to-end tests"},
      {"dispatcher/daemon_metrics", "sums over shards: metrics_test, end to end"},
      {"dispatcher/daemon_questions", "as daemon, asked by control_test"},
      {"dispatcher/face/accounts", "builds what the end-to-end tests send with"},
      {"dispatcher/face/control_ask", "status_test and cancel_test ask through it"},
      {"dispatcher/face/control_context", "every test of a control handler asks through it"},
      {"dispatcher/face/control_json", "control_status_test reads what it writes"},
      {"dispatcher/face/log_journal", "needs a journal: the test of the package"},
      {"dispatcher/face/metrics_accounts", "a part of the text: metrics_text_test"},
      {"dispatcher/face/metrics_machine", "a part of the text: metrics_text_test"},
      {"dispatcher/face/metrics_messages", "a part of the text: metrics_text_test"},
      {"dispatcher/face/metrics_queue", "a part of the text: metrics_text_test"},
      {"dispatcher/face/run", "the end-to-end tests run it"},
      {"dispatcher/face/run_log", "as run"},
      {"dispatcher/face/submit_sink", "submit_test"},
      {"dispatcher/face/submit_spool", "submit_test"},
      {"dispatcher/main", "every end-to-end test runs it"},
      {"dispatcher/outlet", "a part of the shard: shard_test, and lanes and limits end to end"},
      {"dispatcher/outlet_answers", "a part of the outlet: rows 14 and 15, and outage_test"},
      {"dispatcher/outlet_endpoint", "a part of the outlet: row 3, and outage_test"},
      {"dispatcher/reconciler", "looks over a real socket: row_reconcile_test"},
      {"dispatcher/shard_doubt", "a part of the shard: row_reconcile_test, row_twins_test"},
      {"dispatcher/shard_explain", "a part of the shard: shard_control_test"},
      {"dispatcher/shard_feed", "a part of the shard: shard_test"},
      {"dispatcher/shard_lanes", "a part of the shard: shard_test"},
      {"dispatcher/shard_recall", "a part of the shard: shard_control_test, row19_late_answer"},
      {"dispatcher/shard_waits", "a part of the shard: rows 11 and 14, row_twins_test"},
      {"dispatcher/shard_settle", "a part of the shard: shard_test, and every row over a socket"},
      {"net/certificate_refusal", "every refusal over a real socket: wrong_certificate_test"},
      {"net/connection", "every way to end over a real socket: exchange_test and its neighbours"},
      {"net/connection_exchange", "as connection"},
      {"net/dns_resolver", "every pool test resolves through it"},
      {"net/error", "sentences only"},
      {"net/local_connection_answer", "as local_connection"},
      {"net/runtime", "every pool test runs on it"},
      {"net/tcp_transport", "every pool test sends through it"},
      {"net/tls_context", "tls_test"},
      {"net/tls_sessions", "resumption over a real socket: tls_test"},
      {"net/tls_stream", "tls_test and exchange_test"},
      {"net/transport_bio", "every byte of every pool test passes it"},
      {"queue/books", "a part of the spool: every test of it"},
      {"queue/error", "sentences only"},
      {"queue/format_meta", "as format"},
      {"queue/hashed_memory_table", "beside the other kind: memory_table_test"},
      {"queue/introduction", "what a start tells: recorder_test, due_index_test"},
      {"queue/log_batch", "what it reads of real logs: log_survey_test"},
      {"queue/rebuild", "every kind of damage: log_survey_test, spool_repair_test"},
      {"queue/rebuild_indexes", "as rebuild"},
      {"queue/running_spool_requests", "as running_spool"},
      {"queue/salvage", "a part of the repair: spool_repair_test"},
      {"queue/side_file", "synced_mark_test, damage_note_test"},
      {"queue/spool_files", "a part of the repair: spool_repair_test"},
      {"queue/spool_inspection", "a part of the repair: spool_repair_test"},
      {"queue/spool_opening", "what an open does: durable_spool_test, recovery_test"},
      {"queue/store_settings", "as store"},
      {"queue/table_block", "a part of the table: table_file_test"},
  };
  return list;
}

TEST(Tree, IsFoundAtAll) {
  EXPECT_GT(tree().size(), 20U);
  EXPECT_TRUE(
      std::ranges::any_of(tree(), [](const auto& f) { return f.path == "queue/ring.hpp"; }));
}

TEST(Tree, KeepsTheIncludeRule) { EXPECT_THAT(included_where_forbidden(tree()), IsEmpty()); }

TEST(Tree, KeepsHeavyHeadersAtHome) { EXPECT_THAT(heavy_headers_leaking(tree()), IsEmpty()); }

TEST(Tree, KeepsMessageAndPolicyPure) { EXPECT_THAT(impure(tree()), IsEmpty()); }

TEST(Tree, HasNoFileThatIsTooLong) { EXPECT_THAT(files_too_long(tree()), IsEmpty()); }

TEST(Tree, HasNoFunctionThatIsTooLong) { EXPECT_THAT(functions_too_long(tree()), IsEmpty()); }

TEST(Tree, HasNoLineThatIsTooLong) { EXPECT_THAT(lines_too_long(tree()), IsEmpty()); }

TEST(Tree, GuardsEveryHeader) { EXPECT_THAT(headers_without_pragma_once(tree()), IsEmpty()); }

TEST(Tree, LeavesNoNotesBehind) { EXPECT_THAT(forbidden_words(tree()), IsEmpty()); }

TEST(Tree, HasNothingElseAtTheTopLevel) {
  EXPECT_THAT(out_of_place(top_level(SOURCE_ROOT)), IsEmpty());
}

TEST(Tree, TestsEverySource) { EXPECT_THAT(sources_without_test(tree(), untested()), IsEmpty()); }

}  // namespace
}  // namespace house
