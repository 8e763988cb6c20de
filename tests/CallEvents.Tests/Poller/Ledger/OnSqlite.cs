using CallEvents.TestSupport.Ledger;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class LeasesOnSqlite : LeaseTests
{
    protected override Task<string> NewDatabaseAsync() => Task.FromResult(LedgerFile.NewConnectionString());
}

public sealed class LedgerWriterOnSqlite : LedgerWriterTests
{
    protected override Task<string> NewDatabaseAsync() => Task.FromResult(LedgerFile.NewConnectionString());
}

public sealed class RecentAnswersOnSqlite : RecentAnswersTests
{
    protected override Task<string> NewDatabaseAsync() => Task.FromResult(LedgerFile.NewConnectionString());
}

public sealed class ThinningOnSqlite : ThinningTests
{
    protected override Task<string> NewDatabaseAsync() => Task.FromResult(LedgerFile.NewConnectionString());
}

public sealed class QueryPlansOnSqlite : QueryPlanTests
{
    protected override Task<string> NewDatabaseAsync() => Task.FromResult(LedgerFile.NewConnectionString());
}

public sealed class UpgradeOnSqlite : UpgradeTests
{
    protected override Task<string> NewDatabaseAsync() => Task.FromResult(LedgerFile.NewConnectionString());
}

public sealed class RowWriterOnSqlite : RowWriterTests
{
    protected override Task<string> NewDatabaseAsync() => Task.FromResult(LedgerFile.NewConnectionString());
}

public sealed class ProgressOnSqlite : ProgressTests
{
    protected override Task<string> NewDatabaseAsync() => Task.FromResult(LedgerFile.NewConnectionString());
}

public sealed class DueAgainOnSqlite : DueAgainTests
{
    protected override Task<string> NewDatabaseAsync() => Task.FromResult(LedgerFile.NewConnectionString());
}
