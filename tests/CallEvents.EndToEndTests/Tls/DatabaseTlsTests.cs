using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.Simulator;

namespace CallEvents.EndToEndTests.Tls;

public sealed class DatabaseTlsTests(RabbitMqServer rabbit)
{
    private const string Untrusted = "localhost: the database's certificate is not trusted: it was issued by 'CN=Our CA'";

    private static readonly DateTimeOffset Past = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly CertificateAuthority ourAuthority = new("Our CA");
    private readonly CertificateAuthority otherAuthority = new("Their CA");

    /// <summary>The part of a connection string that trusts our authority.</summary>
    private string TrustOurs => $";Root Certificate={ourAuthority.File}";

    [Fact]
    public async Task Connects_when_the_database_certificate_is_trusted_and_matches_the_host()
    {
        await using var postgres = CreateServer(ourAuthority.Issue("localhost"));
        await postgres.StartAsync();

        foreach (var mode in (string[])["", ";SSL Mode=Require", ";SSL Mode=VerifyFull"])
        {
            await VerifyCommitsFlowAsync(Localhost(postgres, $"calls{mode.Length}") + mode + TrustOurs, usesTls: true);
            await VerifyRejectedAsync(Localhost(postgres, "none") + mode, $"{Untrusted}, which is not in the system's authorities");
            await VerifyRejectedAsync(
                Localhost(postgres, "none") + $"{mode};Root Certificate={otherAuthority.File}",
                $"{Untrusted}, which is not in {otherAuthority.File}"
            );
            await VerifyRejectedAsync(
                postgres.ConnectionString("none", "127.0.0.1") + mode + TrustOurs,
                "127.0.0.1: the database's certificate is not for 127.0.0.1: it is for localhost"
            );
        }

        await VerifyRejectedAsync(
            Localhost(postgres, "none") + ";SSL Mode=VerifyCA",
            $"{Untrusted}, which is not in the system's authorities"
        );
        await VerifyCommitsFlowAsync(
            postgres.ConnectionString("other_host_name", "127.0.0.1") + ";SSL Mode=VerifyCA" + TrustOurs,
            usesTls: true
        );
        await VerifyCommitsFlowAsync(Localhost(postgres, "plaintext") + ";SSL Mode=Disable", usesTls: false);
    }

    [Fact]
    public async Task An_expired_database_certificate_stops_startup()
    {
        await using var postgres = CreateServer(ourAuthority.Issue("localhost", Past));
        await postgres.StartAsync();

        await VerifyRejectedAsync(
            Localhost(postgres, "none") + TrustOurs,
            "localhost: the database's certificate has expired on 2026-01-31 12:00:00Z"
        );
    }

    [Fact]
    public async Task A_database_that_requires_a_client_certificate_receives_ours()
    {
        await using var postgres = CreateServer(ourAuthority.Issue("localhost"));
        await postgres.StartAsync();
        var certificate = new CertificateAuthority("Our department", ourAuthority).Issue("callevents");
        var database = Localhost(postgres, ServerTls.ClientCertificateDatabase) + ";SSL Mode=Require" + TrustOurs;

        await VerifyCommitsFlowAsync($"{database};SSL Certificate={certificate.File};SSL Key={certificate.KeyFile}", usesTls: true);

        (await FailToStartAsync(database)).ShouldContain("connection requires a valid client certificate");
        var mismatched = $"SSL Certificate={certificate.File};SSL Key={otherAuthority.Issue("callevents").KeyFile}";
        (await FailToStartAsync($"{database};{mismatched}", exitCode: 2)).ShouldStartWith(
            $"ConnectionStrings:Ledger: found '{mismatched}', expected PEM files with our certificate and its key ("
        );
    }

    private PostgreSqlServer CreateServer(CertificateFiles certificate) =>
        new(durable: false, new ServerTls(certificate, ourAuthority.File));

    private async Task VerifyCommitsFlowAsync(string ledger, bool usesTls)
    {
        await using var stack = await TestStack.StartAsync(rabbit, new SimulatorOptions { Calls = 20, Days = 1 });
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        stack.Poller.Settings["ConnectionStrings:Ledger"] = ledger;

        await stack.Poller.StartAndWaitUntilReadyAsync();
        await subscriber.WaitForAsync("CallRecorded", 20);

        var sessions = await PostgreSqlServer.QueryAsync(
            ledger,
            "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'CallEvents'",
            row => row.GetBoolean(0)
        );
        sessions.ShouldNotBeEmpty();
        sessions.ShouldAllBe(ssl => ssl == usesTls);
    }

    private static async Task VerifyRejectedAsync(string ledger, string reason) =>
        (await FailToStartAsync(ledger)).ShouldBe($"ConnectionStrings:Ledger: {reason}");

    /// <returns>The only line that the failed startup writes.</returns>
    private static async Task<string> FailToStartAsync(string ledger, int exitCode = 1)
    {
        await using var poller = TestStack.CreateOfflinePoller(ledger);

        poller.Start();
        var result = await poller.WaitForExitAsync();

        result.ExitCode.ShouldBe(exitCode);
        result.Output.ShouldBeEmpty();
        result.Error.ShouldNotContain($"Password={PostgreSqlServer.Password}");
        return result.Error.Trim().Split('\n').ShouldHaveSingleItem();
    }

    private static string Localhost(PostgreSqlServer postgres, string database) => postgres.ConnectionString(database, "localhost");
}
