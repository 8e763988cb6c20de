using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport.Ledger;

namespace CallEvents.EndToEndTests.Ledger;

public sealed class LeasesOnPostgreSql(PostgreSqlServer postgres) : LeaseTests
{
    protected override Task<string> NewDatabaseAsync() => postgres.CreateDatabaseAsync();
}

public sealed class LedgerWriterOnPostgreSql(PostgreSqlServer postgres) : LedgerWriterTests
{
    protected override Task<string> NewDatabaseAsync() => postgres.CreateDatabaseAsync();
}

public sealed class RecentAnswersOnPostgreSql(PostgreSqlServer postgres) : RecentAnswersTests
{
    protected override Task<string> NewDatabaseAsync() => postgres.CreateDatabaseAsync();
}

public sealed class ThinningOnPostgreSql(PostgreSqlServer postgres) : ThinningTests
{
    protected override Task<string> NewDatabaseAsync() => postgres.CreateDatabaseAsync();
}

public sealed class QueryPlansOnPostgreSql(PostgreSqlServer postgres) : QueryPlanTests
{
    protected override Task<string> NewDatabaseAsync() => postgres.CreateDatabaseAsync();
}

public sealed class UpgradeOnPostgreSql(PostgreSqlServer postgres) : UpgradeTests
{
    protected override Task<string> NewDatabaseAsync() => postgres.CreateDatabaseAsync();
}

public sealed class RowWriterOnPostgreSql(PostgreSqlServer postgres) : RowWriterTests
{
    protected override Task<string> NewDatabaseAsync() => postgres.CreateDatabaseAsync();
}

public sealed class ProgressOnPostgreSql(PostgreSqlServer postgres) : ProgressTests
{
    protected override Task<string> NewDatabaseAsync() => postgres.CreateDatabaseAsync();
}

public sealed class DueAgainOnPostgreSql(PostgreSqlServer postgres) : DueAgainTests
{
    protected override Task<string> NewDatabaseAsync() => postgres.CreateDatabaseAsync();
}
