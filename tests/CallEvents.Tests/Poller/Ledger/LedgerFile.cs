using CallEvents.LedgerSpecs;
using CallEvents.Tests.Poller.Hosting;

namespace CallEvents.Tests.Poller.Ledger;

/// <summary>Creates ledgers, each in its own SQLite file.</summary>
internal static class LedgerFile
{
    public static string NewConnectionString() => $"Data Source={PollerHost.NewLedgerPath()}";

    public static Task<string> CreateDatabaseAsync() => Task.FromResult(NewConnectionString());

    public static Task<TestLedger> CreateAsync() => TestLedger.OpenAsync(NewConnectionString());
}
