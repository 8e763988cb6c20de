using CallEvents.LedgerSpecs;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class SqliteBulkWriterTests() : BulkWriterSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteDueRetryTests() : DueRetrySpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteErasureTests() : ErasureSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteJobTests() : JobSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteLeaseTests() : LeaseSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteLedgerMoveTests() : LedgerMoveSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteLedgerRowTests() : LedgerRowSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteLedgerWriterTests() : LedgerWriterSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteOversizedEventTests() : OversizedEventSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteProgressTests() : ProgressSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteQueryPlanTests() : QueryPlanSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteRecentObservationsTests() : RecentObservationsSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteReplayTests() : ReplaySpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteRetentionTests() : RetentionSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteCallLookupTests() : CallLookupSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteStatusReportTests() : StatusReportSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteUpgradeTests() : UpgradeSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteUnwritableChangeTests() : UnwritableChangeSpecs(LedgerFile.CreateDatabaseAsync);
