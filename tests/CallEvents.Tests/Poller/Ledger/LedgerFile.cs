using CallEvents.TestSupport.Ledger;

namespace CallEvents.Tests.Poller.Ledger;

/// <summary>A ledger in a file of its own.</summary>
internal static class LedgerFile
{
    public static string NewConnectionString() => $"Data Source={PollerHost.NewLedger()}";

    public static Task<TestLedger> CreateAsync() => TestLedger.OpenAsync(NewConnectionString());
}
