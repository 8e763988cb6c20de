using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;

namespace CallEvents.EndToEndTests.Tls;

public sealed class DatabaseTlsTests(RabbitMqServer rabbit)
{
    private readonly Authority ours = new("Our CA");
    private readonly Authority theirs = new("Their CA");

    [Fact]
    public async Task A_database_is_written_to_by_TLS_when_the_named_authority_vouches_for_it_and_its_name_is_right()
    {
        await using var postgres = new PostgreSqlServer(durable: false, new ServerTls(ours.Issue("localhost"), ours.File));
        await postgres.StartAsync();
        const string notKnown = "localhost: the database's certificate is not trusted: it comes from 'CN=Our CA', which the system does not know";

        foreach (var mode in (string[])["", ";SSL Mode=Require", ";SSL Mode=VerifyFull"])
        {
            await CommitsFlow(Local(postgres, "calls" + mode.Length) + $"{mode};Root Certificate={ours.File}", byTls: true);
            await IsRefused(Local(postgres, "none") + mode, notKnown);
            await IsRefused(Local(postgres, "none") + $"{mode};Root Certificate={theirs.File}", $"localhost: the database's certificate is not trusted: it comes from 'CN=Our CA', which {theirs.File} does not know");
            await IsRefused(postgres.ConnectionString("none", "127.0.0.1") + $"{mode};Root Certificate={ours.File}", "127.0.0.1: the database's certificate is not for 127.0.0.1: it is for localhost");
        }

        await IsRefused(Local(postgres, "none") + ";SSL Mode=VerifyCA", notKnown);
        await CommitsFlow(postgres.ConnectionString("by_authority_alone", "127.0.0.1") + $";SSL Mode=VerifyCA;Root Certificate={ours.File}", byTls: true);
        await CommitsFlow(Local(postgres, "plain") + ";SSL Mode=Disable", byTls: false);
    }

    [Fact]
    public async Task A_database_whose_certificate_has_expired_ends_the_start()
    {
        await using var postgres = new PostgreSqlServer(durable: false, new ServerTls(ours.Issue("localhost", new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero)), ours.File));
        await postgres.StartAsync();

        await IsRefused(Local(postgres, "none") + $";Root Certificate={ours.File}", "localhost: the database's certificate has expired on 2026-01-31 12:00:00Z");
    }

    [Fact]
    public async Task A_database_that_demands_a_certificate_gets_ours_and_without_one_the_start_ends()
    {
        await using var postgres = new PostgreSqlServer(durable: false, new ServerTls(ours.Issue("localhost"), ours.File));
        await postgres.StartAsync();
        var mine = new Authority("Our department", ours).Issue("callevents");
        var guarded = Local(postgres, ServerTls.Guarded) + $";SSL Mode=Require;Root Certificate={ours.File}";

        await CommitsFlow($"{guarded};SSL Certificate={mine.File};SSL Key={mine.KeyFile}", byTls: true);

        (await EndAsync(guarded)).ShouldContain("connection requires a valid client certificate");
        var wrong = $"SSL Certificate={mine.File};SSL Key={theirs.Issue("callevents").KeyFile}";
        (await EndAsync($"{guarded};{wrong}", exitCode: 2)).ShouldStartWith($"ConnectionStrings:Ledger: found '{wrong}', expected PEM files with our certificate and its key (");
    }

    private async Task CommitsFlow(string ledger, bool byTls)
    {
        await using var company = await Company.FoundAsync(rabbit, "--calls", "20", "--days", "1");
        await using var listener = await Listener.SubscribeAsync(company.Broker.Uri);
        company.Poller.Settings["ConnectionStrings:Ledger"] = ledger;

        await company.Poller.StartAndWaitUntilReadyAsync();
        await listener.WaitForAsync("CallRecorded", 20, TimeSpan.FromSeconds(60));

        var sessions = await PostgreSqlServer.QueryAsync(
            ledger, "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'CallEvents'", row => row.GetBoolean(0));
        sessions.ShouldNotBeEmpty();
        sessions.ShouldAllBe(ssl => ssl == byTls);
    }

    private static async Task IsRefused(string ledger, string why)
    {
        var line = await EndAsync(ledger);
        line.ShouldBe($"ConnectionStrings:Ledger: {why}");
    }

    /// <returns>The one line with which the start ended.</returns>
    private static async Task<string> EndAsync(string ledger, int exitCode = 1)
    {
        await using var poller = new ServiceProcess(
            "CallEvents.Poller",
            new Dictionary<string, string?>(Company.PollerSettings(new Uri("http://127.0.0.1:9"), new Uri("amqp://guest:guest@127.0.0.1:9/")))
            {
                ["ConnectionStrings:Ledger"] = ledger,
            });

        poller.Start();
        var result = await poller.WaitForExitAsync();

        result.ExitCode.ShouldBe(exitCode);
        result.Output.ShouldBeEmpty();
        result.Error.ShouldNotContain($"Password={PostgreSqlServer.Password}");
        return result.Error.Trim().Split('\n').ShouldHaveSingleItem();
    }

    private static string Local(PostgreSqlServer postgres, string database) =>
        postgres.ConnectionString(database, "localhost");
}
