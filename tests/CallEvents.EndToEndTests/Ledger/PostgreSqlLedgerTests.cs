using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.LedgerSpecs;

namespace CallEvents.EndToEndTests.Ledger;

public sealed class PostgreSqlBulkWriterTests(PostgreSqlServer postgres) : BulkWriterSpecs(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlDueRetryTests(PostgreSqlServer postgres) : DueRetrySpecs(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlErasureTests(PostgreSqlServer postgres) : ErasureSpecs(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlJobTests(PostgreSqlServer postgres) : JobSpecs(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlLeaseTests(PostgreSqlServer postgres) : LeaseSpecs(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlLedgerMoveTests(PostgreSqlServer postgres) : LedgerMoveSpecs(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlLedgerRowTests(PostgreSqlServer postgres) : LedgerRowSpecs(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlLedgerWriterTests(PostgreSqlServer postgres) : LedgerWriterSpecs(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlOversizedEventTests(PostgreSqlServer postgres) : OversizedEventSpecs(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlProgressTests(PostgreSqlServer postgres) : ProgressSpecs(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlQueryPlanTests(PostgreSqlServer postgres) : QueryPlanSpecs(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlRecentObservationsTests(PostgreSqlServer postgres)
    : RecentObservationsSpecs(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlReplayTests(PostgreSqlServer postgres) : ReplaySpecs(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlRetentionTests(PostgreSqlServer postgres) : RetentionSpecs(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlCallLookupTests(PostgreSqlServer postgres) : CallLookupSpecs(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlStatusReportTests(PostgreSqlServer postgres) : StatusReportSpecs(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlUpgradeTests(PostgreSqlServer postgres) : UpgradeSpecs(() => postgres.CreateDatabaseAsync());

public sealed class PostgreSqlUnwritableChangeTests(PostgreSqlServer postgres)
    : UnwritableChangeSpecs(() => postgres.CreateDatabaseAsync());
