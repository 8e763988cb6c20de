using CallEvents.LedgerSpecs;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class SqliteBulkWriterTests() : BulkWriterSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteDueRetryTests() : DueRetrySpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteLeaseTests() : LeaseSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteLedgerWriterTests() : LedgerWriterSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteOversizedEventTests() : OversizedEventSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteProgressTests() : ProgressSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteQueryPlanTests() : QueryPlanSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteRecentObservationsTests() : RecentObservationsSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteRetentionTests() : RetentionSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteUpgradeTests() : UpgradeSpecs(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteUnwritableChangeTests() : UnwritableChangeSpecs(LedgerFile.CreateDatabaseAsync);
