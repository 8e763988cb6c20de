using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.LedgerSpecs;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.EndToEndTests.Ledger;

public sealed class StartupTests(PostgreSqlServer postgres) : IClassFixture<PostgreSqlServer>
{
    [Fact]
    public async Task Concurrent_starts_on_an_empty_database_all_find_it_migrated()
    {
        for (var round = 0; round < 3; round++)
        {
            var database = await postgres.CreateDatabaseAsync();
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => OpenLedgerAsync(database))));
        }
    }

    [Fact]
    public async Task A_missing_database_is_created_by_one_of_several_concurrent_starts()
    {
        await postgres.StartAsync();
        var database = postgres.ConnectionString("created_at_startup");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => OpenLedgerAsync(database))));
    }

    [Fact]
    public async Task Startup_without_a_database_ends_with_one_line_without_the_password()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var poller = TestStack.CreateOfflinePoller(database);
        await postgres.StopAsync();
        try
        {
            poller.Start();
            var result = await poller.WaitForExitAsync();

            result.ExitCode.ShouldBe(1);
            var line = result.Error.Trim().Split('\n').ShouldHaveSingleItem();
            line.ShouldStartWith("ConnectionStrings:Ledger: cannot use 'Host=");
            line.ShouldContain("Failed to connect");
            result.Output.ShouldBeEmpty();
            (result.Output + result.Error).ShouldNotContain($"Password={PostgreSqlServer.Password}");
        }
        finally
        {
            await postgres.StartAsync();
        }
    }

    [Theory]
    [InlineData("Password=callevents", "Password=S3cret", "password authentication failed")]
    [InlineData("Host=127.0.0.1", "Host=no-such-host.invalid", "no-such-host.invalid")]
    [InlineData("Host=127.0.0.1", "Host=127.0.0.1;SSL Mode=VerifyFull", "SSL")]
    public async Task Startup_with_an_unusable_database_ends_with_one_line_that_says_why(string valid, string invalid, string reason)
    {
        var database = await postgres.CreateDatabaseAsync();
        database.ShouldContain(valid);
        await using var poller = TestStack.CreateOfflinePoller(database.Replace(valid, invalid, StringComparison.Ordinal));

        poller.Start();
        var result = await poller.WaitForExitAsync();

        result.ExitCode.ShouldBe(1);
        result.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain(reason);
        result.Error.ShouldNotContain("S3cret");
    }

    private static async Task OpenLedgerAsync(string database)
    {
        await using var ledger = await TestLedger.OpenAsync(database);
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Calls.CountAsync()).ShouldBe(0);
    }
}
