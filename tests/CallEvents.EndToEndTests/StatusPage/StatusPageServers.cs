using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.Simulator;
using CallEvents.Simulator.Faults;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.StatusPage;

/// <summary>A poller with its page on a real broker and PostgreSQL, a stand-by beside it, and what a test needs to trouble them.</summary>
public sealed class StatusPageServers(RabbitMqServer rabbit, PostgreSqlServer postgres) : IAsyncLifetime
{
    private PageStack stack = null!;
    private InProcessPoller holder = null!;
    private InProcessPoller standby = null!;

    /// <summary>The page of the replica that works on the workspace.</summary>
    internal Uri Page => holder.Page;

    /// <summary>The page of the replica that stands by.</summary>
    internal Uri StandbyPage => standby.Page;

    internal string Holder => holder.Replica;

    internal VirtualHost Broker => stack.Broker;

    internal string SomeCall => stack.Workspace.List()[0].Call.Id;

    internal IEnumerable<string> Emails => stack.Workspace.List().Select(call => call.Call.ProspectEmail).OfType<string>().Distinct();

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
        stack = await PageStack.StartAsync(
            rabbit,
            postgres,
            new SimulatorOptions
            {
                Calls = 120,
                Days = 3,
                ArrivalsPerMinute = 60,
                TranscriptDelay = TimeSpan.FromSeconds(2),
                Faults = FaultsAtTheStart(TimeProvider.System.GetUtcNow()),
            }
        );
        stack.Settings["Polling:SliceLength"] = "00:30:00";
        holder = await stack.StartPollerAsync();
        await Eventually.Be(() => holder.IsHolder);
        standby = await stack.StartPollerAsync();
    }

    internal void SetFaults(FaultOptions faults) => stack.SetFaults(faults);

    internal void CutBroker() => stack.CutBroker();

    internal void RestoreBroker() => stack.RestoreBroker();

    public ValueTask DisposeAsync() => stack.DisposeAsync();
}
