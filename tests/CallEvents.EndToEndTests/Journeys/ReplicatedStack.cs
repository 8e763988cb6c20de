using System.Globalization;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.Simulator;
using CallEvents.TestSupport;
using Npgsql;

namespace CallEvents.EndToEndTests.Journeys;

/// <summary>
/// A stack with four workspaces and any number of pollers on one ledger. All workspaces have the same calls; only their names differ.
/// </summary>
internal sealed class ReplicatedStack : IAsyncDisposable
{
    public static readonly string[] Workspaces = ["alpha", "beta", "delta", "gamma"];

    /// <summary>A few calls at the start, and two a second from then on.</summary>
    public static readonly SimulatorOptions Calls = new()
    {
        Calls = 40,
        Days = 3,
        ArrivalsPerMinute = 120,
        TranscriptDelay = TimeSpan.FromSeconds(1),
    };

    private readonly TestStack services;
    private readonly string ledger;
    private readonly string leaseDuration;
    private readonly List<ServiceProcess> pollers = [];

    private ReplicatedStack(TestStack services, string ledger, string leaseDuration) =>
        (this.services, this.ledger, this.leaseDuration) = (services, ledger, leaseDuration);

    public TestStack Services => services;

    public static async Task<ReplicatedStack> StartAsync(
        RabbitMqServer rabbit,
        PostgreSqlServer postgres,
        string leaseDuration,
        SimulatorOptions options
    ) => new(await TestStack.StartAsync(rabbit, options), await postgres.CreateDatabaseAsync(), leaseDuration);

    /// <summary>Starts a poller with the given workspaces, or with all four.</summary>
    public ServiceProcess StartPoller(params string[] workspaces)
    {
        var settings = TestStack.PollerSettings(services.Revont.BaseAddress, services.Broker.Uri);
        settings.Remove("Revont:Workspaces:main:ApiKey");
        foreach (var workspace in workspaces is [] ? Workspaces : workspaces)
            settings[$"Revont:Workspaces:{workspace}:ApiKey"] = "simulator";
        settings["ConnectionStrings:Ledger"] = ledger;
        settings["Polling:LeaseDuration"] = leaseDuration;
        var poller = new ServiceProcess("CallEvents.Poller", settings);
        pollers.Add(poller);
        poller.Start();
        return poller;
    }

    /// <summary>The workspaces whose lease the poller holds, read from the ledger.</summary>
    public async Task<IReadOnlyList<string>> HeldByAsync(ServiceProcess poller) =>
        [.. (await LeasesAsync()).Where(lease => lease.IsHeld && lease.Process == poller.Id).Select(lease => lease.Workspace)];

    public async Task<IReadOnlyList<LeaseSnapshot>> LeasesAsync() =>
        await QueryAsync(
            "SELECT name, holder, fence, lease_until > EXTRACT(EPOCH FROM clock_timestamp()) * 1000 FROM workspaces ORDER BY name",
            row => new LeaseSnapshot(
                row.GetString(0),
                row.IsDBNull(1) ? 0 : ProcessId(row.GetString(1)),
                row.GetInt64(2),
                row.GetBoolean(3)
            )
        );

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> row) => PostgreSqlServer.QueryAsync(ledger, sql, row);

    /// <summary>Waits until every workspace is held and the replicas hold these numbers of workspaces, in any order.</summary>
    public Task WaitForAssignmentAsync(IEnumerable<ServiceProcess> replicas, params int[] counts) =>
        Eventually.Be(
            async () => (IReadOnlyList<LeaseSnapshot>)[.. (await LeasesAsync()).Where(lease => lease.IsHeld)],
            held =>
                held.Count == Workspaces.Length
                && replicas.Select(poller => held.Count(lease => lease.Process == poller.Id)).Order().SequenceEqual(counts.Order()),
            describe: held => string.Join(", ", held)
        );

    /// <summary>Stops arrivals, waits until every call is published for each workspace, and verifies that each is published once.</summary>
    /// <returns>The number of calls of a workspace.</returns>
    public async Task<int> VerifyEachCallPublishedOnceAsync(TestSubscriber subscriber)
    {
        var calls = await services.StopArrivalsAsync();
        await subscriber.WaitForAsync("CallRecorded", calls * Workspaces.Length);
        await subscriber.WaitForAsync("CallTranscribed", calls * Workspaces.Length);
        await Eventually.Be(async () => await CountPendingAsync() == 0);
        var exposed = await services.ExposedCallsAsync();
        foreach (var workspace in Workspaces)
        {
            var deliveries = subscriber.Deliveries.Where(delivery => delivery.Message.GetProperty("workspace").GetString() == workspace);
            DeliveryVerifier.VerifyEachCallOnce([.. deliveries], exposed, "CallRecorded", "CallTranscribed");
        }

        return calls;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var poller in pollers)
            await poller.DisposeAsync();
        await services.DisposeAsync();
    }

    private async Task<long> CountPendingAsync() =>
        (await QueryAsync("SELECT COUNT(*) FROM outbox WHERE published_at IS NULL AND discarded_at IS NULL", row => row.GetInt64(0)))[0];

    /// <summary>The holder of a lease is named <c>machine/process id/suffix</c>.</summary>
    private static int ProcessId(string holder) => int.Parse(holder.Split('/')[^2], CultureInfo.InvariantCulture);
}
