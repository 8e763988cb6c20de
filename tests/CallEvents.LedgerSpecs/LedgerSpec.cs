using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallEvents.LedgerSpecs;

/// <summary>Base of the tests that run on both databases: a derived class in a test project passes the function that creates one.</summary>
public abstract class LedgerSpec(Func<Task<string>> createDatabase)
{
    /// <returns>The connection string of an empty database.</returns>
    protected Task<string> CreateDatabaseAsync() => createDatabase();

    private protected async Task<TestLedger> OpenAsync(IInterceptor? interceptor = null) =>
        await TestLedger.OpenAsync(await CreateDatabaseAsync(), interceptor);
}
