using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.Simulator;
using CallEvents.Simulator.Faults;
using CallEvents.Simulator.Workspaces;
using Npgsql;

namespace CallEvents.EndToEndTests.StatusPage;

/// <summary>
/// A simulator, a real broker and a PostgreSQL database behind proxies, and the pollers that a test starts on them, each with its page.
/// </summary>
internal sealed class PageStack : IAsyncDisposable
{
    private readonly List<InProcessPoller> pollers = [];
    private readonly RevontSimulator revont;
    private readonly TcpProxy brokerProxy;
    private readonly TcpProxy databaseProxy;

    private PageStack(VirtualHost broker, RevontSimulator revont, NpgsqlConnectionStringBuilder database)
    {
        (Broker, this.revont, Database) = (broker, revont, database.ConnectionString);
        brokerProxy = new TcpProxy(broker.Uri.Host, broker.Uri.Port);
        databaseProxy = new TcpProxy(database.Host!, database.Port);
        Settings = TestStack.PollerSettings(new Uri(revont.BaseUrl, "/"), brokerProxy.Through(broker.Uri));
        (database.Host, database.Port) = ("127.0.0.1", databaseProxy.Port);
        Settings["ConnectionStrings:Ledger"] = database.ConnectionString;

        // So long that the holder keeps it on a machine under load: the tests say which of the replicas it is.
        Settings["Polling:LeaseDuration"] = "00:01:00";
        Settings["Publishing:Timeout"] = "00:00:02";
    }

    public VirtualHost Broker { get; }

    /// <summary>The connection string of the ledger, by no proxy.</summary>
    public string Database { get; }

    /// <summary>The calls of the first workspace.</summary>
    public SimulatedWorkspace Workspace => revont.Workspace;

    /// <summary>The settings of the pollers that are started from now on.</summary>
    public Dictionary<string, string?> Settings { get; }

    public static async Task<PageStack> StartAsync(RabbitMqServer rabbit, PostgreSqlServer postgres, SimulatorOptions options) =>
        new(await rabbit.CreateVhostAsync(), await RevontSimulator.StartAsync(options), new(await postgres.CreateDatabaseAsync()));

    /// <summary>Starts a poller, which the stack disposes of.</summary>
    public async Task<InProcessPoller> StartPollerAsync()
    {
        var poller = await InProcessPoller.StartAsync(Settings);
        pollers.Add(poller);
        return poller;
    }

    public async Task StopAsync(InProcessPoller poller)
    {
        pollers.Remove(poller);
        await poller.DisposeAsync();
    }

    /// <summary>Runs a command of the poller's program, as an operator does.</summary>
    public async Task RunCommandAsync(params string[] arguments)
    {
        await using var command = new ServiceProcess("CallEvents.Poller", Settings, [.. arguments, "--json"]);
        command.Start();
        var (exitCode, report) = await command.ReadReportAsync();
        exitCode.ShouldBe(0, report.ToString());
    }

    public void SetFaults(FaultOptions faults) => revont.SetFaults(faults);

    /// <summary>Cuts the pollers off their broker: present connections are reset, and new ones are not forwarded.</summary>
    public void CutBroker() => brokerProxy.IsRefusing = true;

    public void RestoreBroker() => brokerProxy.IsRefusing = false;

    /// <summary>Keeps back what goes to the broker and comes from it: connected, and confirming nothing.</summary>
    public void HoldBroker() => brokerProxy.Hold();

    public void ReleaseBroker() => brokerProxy.Release();

    public void CutDatabase() => databaseProxy.IsRefusing = true;

    public void RestoreDatabase() => databaseProxy.IsRefusing = false;

    public async ValueTask DisposeAsync()
    {
        (brokerProxy.IsRefusing, databaseProxy.IsRefusing) = (false, false);
        foreach (var poller in Enumerable.Reverse(pollers))
            await poller.DisposeAsync();
        await revont.DisposeAsync();
        await brokerProxy.DisposeAsync();
        await databaseProxy.DisposeAsync();
        await Broker.DisposeAsync();
    }
}
