using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.LedgerSpecs;

namespace CallEvents.EndToEndTests.Ledger;

public sealed class PostgreSqlBulkWriterTests(PostgreSqlServer postgres) : RowWriterTests(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlDueRetryTests(PostgreSqlServer postgres) : DueAgainTests(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlLeaseTests(PostgreSqlServer postgres) : LeaseTests(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlLedgerWriterTests(PostgreSqlServer postgres) : LedgerWriterTests(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlProgressTests(PostgreSqlServer postgres) : ProgressTests(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlQueryPlanTests(PostgreSqlServer postgres) : QueryPlanTests(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlRecentObservationsTests(PostgreSqlServer postgres) : RecentAnswersTests(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlRetentionTests(PostgreSqlServer postgres) : ThinningTests(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlUpgradeTests(PostgreSqlServer postgres) : UpgradeTests(() => postgres.CreateDatabaseAsync());
