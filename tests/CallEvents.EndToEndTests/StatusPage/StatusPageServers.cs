using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.Simulator;
using CallEvents.Simulator.Faults;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.StatusPage;

/// <summary>A poller with its page on a real broker and PostgreSQL, a stand-by beside it, and what a test needs to trouble them.</summary>
public sealed class StatusPageServers(RabbitMqServer rabbit, PostgreSqlServer postgres) : IAsyncLifetime
{
    private VirtualHost broker = null!;
    private RevontSimulator revont = null!;
    private TcpProxy proxy = null!;
    private InProcessPoller holder = null!;
    private InProcessPoller standby = null!;

    /// <summary>The page of the replica that works on the workspace.</summary>
    internal Uri Page => holder.Page;

    /// <summary>The page of the replica that stands by.</summary>
    internal Uri StandbyPage => standby.Page;

    internal string Holder => holder.Replica;

    internal VirtualHost Broker => broker;

    internal string SomeCall => revont.Workspace.List()[0].Call.Id;

    internal IEnumerable<string> Emails => revont.Workspace.List().Select(call => call.Call.ProspectEmail).OfType<string>().Distinct();

    /// <summary>Backfill takes minutes at this latency; a range of it cannot be read, nor can one item.</summary>
    private static FaultOptions FaultsAtTheStart(DateTimeOffset now) =>
        new()
        {
            SlowHeaders = new() { Only = RequestScope.List, Delay = TimeSpan.FromSeconds(1) },
            ItemWithoutId = new() { Probability = 0.1 },
            BrokenRange = new() { From = now.AddHours(-90), To = now.AddHours(-89) },
        };

    public async ValueTask InitializeAsync()
    {
        broker = await rabbit.CreateVhostAsync();
        proxy = new TcpProxy(broker.Uri.Host, broker.Uri.Port);
        revont = await RevontSimulator.StartAsync(
            new SimulatorOptions
            {
                Calls = 120,
                Days = 3,
                ArrivalsPerMinute = 60,
                TranscriptDelay = TimeSpan.FromSeconds(2),
                Faults = FaultsAtTheStart(TimeProvider.System.GetUtcNow()),
            }
        );
        var settings = TestStack.PollerSettings(new Uri(revont.BaseUrl, "/"), proxy.Through(broker.Uri));
        settings["ConnectionStrings:Ledger"] = await postgres.CreateDatabaseAsync();
        settings["Polling:SliceLength"] = "00:30:00";

        // So long that the holder keeps it on a machine under load: the tests say which of the two it is.
        settings["Polling:LeaseDuration"] = "00:01:00";
        settings["Publishing:Timeout"] = "00:00:02";
        holder = await InProcessPoller.StartAsync(settings);
        await Eventually.Be(() => holder.IsHolder);
        standby = await InProcessPoller.StartAsync(settings);
    }

    internal void SetFaults(FaultOptions faults) => revont.SetFaults(faults);

    /// <summary>Cuts the poller off its broker: present connections are reset, and new ones are not forwarded.</summary>
    internal void CutBroker() => proxy.IsRefusing = true;

    internal void RestoreBroker() => proxy.IsRefusing = false;

    public async ValueTask DisposeAsync()
    {
        await standby.DisposeAsync();
        await holder.DisposeAsync();
        await revont.DisposeAsync();
        await proxy.DisposeAsync();
        await broker.DisposeAsync();
    }
}
