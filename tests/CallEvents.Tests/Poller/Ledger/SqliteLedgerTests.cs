using CallEvents.LedgerSpecs;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class SqliteBulkWriterTests() : RowWriterTests(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteDueRetryTests() : DueAgainTests(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteLeaseTests() : LeaseTests(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteLedgerWriterTests() : LedgerWriterTests(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteProgressTests() : ProgressTests(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteQueryPlanTests() : QueryPlanTests(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteRecentObservationsTests() : RecentAnswersTests(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteRetentionTests() : ThinningTests(LedgerFile.CreateDatabaseAsync);

public sealed class SqliteUpgradeTests() : UpgradeTests(LedgerFile.CreateDatabaseAsync);
