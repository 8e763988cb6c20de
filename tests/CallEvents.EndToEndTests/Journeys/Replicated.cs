using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Journeys;

/// <summary>A company with four Revont workspaces, and any number of pollers on one ledger. The calls of each workspace are the same: only the name differs.</summary>
internal sealed class Replicated : IAsyncDisposable
{
    public static readonly string[] Workspaces = ["alpha", "beta", "delta", "gamma"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Company company;
    private readonly string ledger;
    private readonly string lease;
    private readonly List<ServiceProcess> pollers = [];

    private Replicated(Company company, string ledger, string lease) => (this.company, this.ledger, this.lease) = (company, ledger, lease);

    public Company Company => company;

    public static async Task<Replicated> FoundAsync(RabbitMqServer rabbit, PostgreSqlServer postgres, string lease, params string[] simulator) =>
        new(await Company.FoundAsync(rabbit, simulator), await postgres.CreateDatabaseAsync(), lease);

    public ServiceProcess StartPoller(params string[] workspaces)
    {
        var settings = Company.PollerSettings(company.Revont.BaseAddress, company.Broker.Uri);
        settings.Remove("Revont:Workspaces:main:ApiKey");
        foreach (var workspace in workspaces is [] ? Workspaces : workspaces)
            settings[$"Revont:Workspaces:{workspace}:ApiKey"] = "simulator";
        settings["ConnectionStrings:Ledger"] = ledger;
        settings["Polling:LeaseDuration"] = lease;
        var poller = new ServiceProcess("CallEvents.Poller", settings);
        pollers.Add(poller);
        poller.Start();
        return poller;
    }

    /// <summary>Which workspaces a process holds now, by the ledger.</summary>
    public async Task<IReadOnlyList<string>> HeldByAsync(ServiceProcess poller) =>
        [.. (await LeasesAsync()).Where(lease => lease.IsHeld && lease.Process == poller.Id).Select(lease => lease.Workspace)];

    public async Task<IReadOnlyList<LeaseSeen>> LeasesAsync() => await PostgreSqlServer.QueryAsync(
        ledger,
        "SELECT name, holder, fence, lease_until > EXTRACT(EPOCH FROM clock_timestamp()) * 1000 FROM workspaces ORDER BY name",
        row => new LeaseSeen(row.GetString(0), row.IsDBNull(1) ? 0 : int.Parse(row.GetString(1).Split('/')[^2], System.Globalization.CultureInfo.InvariantCulture), row.GetInt64(2), row.GetBoolean(3)));

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, Func<Npgsql.NpgsqlDataReader, T> row) => PostgreSqlServer.QueryAsync(ledger, sql, row);

    /// <summary>Waits until all is held, and each of these holds so many, in whatever order.</summary>
    public Task SpreadAsync(IEnumerable<ServiceProcess> among, params int[] shares) => Eventually.Be(
        async () => (IReadOnlyList<LeaseSeen>)[.. (await LeasesAsync()).Where(lease => lease.IsHeld)],
        held => held.Count == Workspaces.Length
            && among.Select(poller => held.Count(lease => lease.Process == poller.Id)).Order().SequenceEqual(shares.Order()),
        Patience,
        held => string.Join(", ", held));

    /// <summary>Waits until everything that the API has shown is told for each workspace, and holds one against the other.</summary>
    public async Task EverythingIsToldOnceAsync(Listener listener, int calls)
    {
        await company.WaitUntilNoMoreArriveAsync();
        await listener.WaitForAsync("CallRecorded", calls * Workspaces.Length, Patience);
        await listener.WaitForAsync("CallTranscribed", calls * Workspaces.Length, Patience);
        await Eventually.Be(async () => (await QueryAsync("SELECT COUNT(*) FROM outbox WHERE published_at IS NULL", row => row.GetInt64(0)))[0] == 0, Patience);
        var truth = await company.TruthAsync();
        foreach (var workspace in Workspaces)
            Judge.EachOnce([.. listener.Deliveries.Where(delivery => delivery.Message.GetProperty("workspace").GetString() == workspace)], truth, "CallRecorded", "CallTranscribed");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var poller in pollers)
            await poller.DisposeAsync();
        await company.DisposeAsync();
    }
}

/// <summary>A lease as the ledger shows it.</summary>
internal sealed record LeaseSeen(string Workspace, int Process, long Fence, bool IsHeld);
