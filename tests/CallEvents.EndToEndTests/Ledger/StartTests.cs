using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.LedgerSpecs;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.EndToEndTests.Ledger;

public sealed class StartTests(PostgreSqlServer postgres)
{
    [Fact]
    public async Task Many_that_start_on_one_empty_database_at_once_all_find_it_current()
    {
        for (var round = 0; round < 3; round++)
        {
            var database = await postgres.CreateDatabaseAsync();
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => StartAsync(database))));
        }
    }

    [Fact]
    public async Task A_database_that_is_not_there_yet_is_made_by_one_of_many_that_start()
    {
        await postgres.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => StartAsync(postgres.ConnectionString("made_at_start")))));
    }

    [Fact]
    public async Task While_the_database_is_away_a_start_ends_with_one_line_without_the_password()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var poller = Poller(database);
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
    public async Task A_database_that_cannot_be_used_ends_the_start_with_one_line_that_says_why(string right, string wrong, string why)
    {
        var database = await postgres.CreateDatabaseAsync();
        database.ShouldContain(right);
        await using var poller = Poller(database.Replace(right, wrong, StringComparison.Ordinal));

        poller.Start();
        var result = await poller.WaitForExitAsync();

        result.ExitCode.ShouldBe(1);
        result.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain(why);
        result.Error.ShouldNotContain("S3cret");
    }

    private static ServiceProcess Poller(string database) => new(
        "CallEvents.Poller",
        new Dictionary<string, string?>(Journeys.Company.PollerSettings(new Uri("http://127.0.0.1:9"), new Uri("amqp://guest:guest@127.0.0.1:9/")))
        {
            ["ConnectionStrings:Ledger"] = database,
        });

    private static async Task StartAsync(string database)
    {
        await using var ledger = await TestLedger.OpenAsync(database);
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Calls.CountAsync()).ShouldBe(0);
    }
}
