using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Jobs;
using CallEvents.Poller.Leasing;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Erasures;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Revont.Calls;
using CallEvents.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CallEvents.LedgerSpecs;

/// <summary>A migrated ledger on either database, with the stores and writers of the poller but none of its loops.</summary>
internal sealed class TestLedger : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly IHost host;

    private TestLedger(IHost host) => this.host = host;

    public IDbContextFactory<LedgerDbContext> Contexts => host.Services.GetRequiredService<IDbContextFactory<LedgerDbContext>>();

    public LedgerReader Reader => new(Contexts, new DatabaseClock());

    public SqliteWriteGate Gate => host.Services.GetRequiredService<SqliteWriteGate>();

    /// <summary>A new store with each call, as in another process.</summary>
    public LeaseStore Leases => LeasesOf(ReplicaName.Unique());

    public JobStore Jobs => new(Contexts, Gate, TimeProvider.System);

    public ReplayReader Replays => new(Contexts, TimeProvider.System);

    public ErasureStore Erasures => new(host.Services.GetRequiredService<IDbContextFactory<ErasureDbContext>>());

    public ReplicaStore Replicas => new(Contexts, Gate, new DatabaseClock());

    /// <param name="connectionString">The database, SQLite or PostgreSQL.</param>
    /// <param name="interceptor">Intercepts the commands or transactions of the ledger.</param>
    public static async Task<TestLedger> OpenAsync(string connectionString, IInterceptor? interceptor = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:Ledger", connectionString)]);
        builder.AddDatabase<LedgerDbContext, SqliteLedgerDbContext, PostgreSqlLedgerDbContext>("Ledger", "");
        builder.AddDatabase<ErasureDbContext, SqliteErasureDbContext, PostgreSqlErasureDbContext>(
            "Erasures",
            ErasureLocation.Beside(connectionString)
        );
        builder.Services.AddSingleton(services => new SqliteWriteGate(
            services.GetRequiredService<IOptionsMonitor<DatabaseOptions>>().Get(nameof(LedgerDbContext)).Kind
        ));
        if (interceptor is not null)
            builder.Services.ConfigureDbContext<LedgerDbContext>(options => options.AddInterceptors(interceptor));
        var host = builder.Build();
        await host.StartAsync();
        return new TestLedger(host);
    }

    public async Task<WorkspaceRow> AddWorkspaceAsync(string name = "main")
    {
        await using var context = await Contexts.CreateDbContextAsync();
        var row = new WorkspaceRow
        {
            Name = name,
            StartFrom = Now - TimeSpan.FromDays(30),
            StartedAt = Now - TimeSpan.FromDays(1),
            Watermark = Now - TimeSpan.FromDays(1),
            BackfilledTo = Now - TimeSpan.FromDays(30),
        };
        context.Workspaces.Add(row);
        await context.SaveChangesAsync();
        return row;
    }

    public async Task<Session> StartSessionAsync(WorkspaceRow workspace, int maxBytes = int.MaxValue)
    {
        var lease =
            await Leases.TryAcquireAsync(workspace.Name, TimeSpan.FromMinutes(1), default)
            ?? throw new InvalidOperationException($"The lease of workspace {workspace.Name} is held by another session.");
        var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new PollerMetrics(services.GetRequiredService<IMeterFactory>());
        var status = new LedgerStatus(TimeProvider.System);
        var settings = new LedgerWriterSettings(
            new TranscriptOptions(),
            maxBytes,
            () => Now,
            new Random(1),
            new FingerprintKey("key"),
            new DatabaseClock(),
            new ErasedCalls()
        );
        var reporter = new CommitReporter(
            status,
            new LateCallMonitor(status, metrics, TimeSpan.FromHours(2), TimeProvider.System, NullLogger<LateCallMonitor>.Instance),
            new LedgerSignals(TimeProvider.System),
            metrics,
            settings,
            new LedgerOutageLog(metrics, TimeProvider.System, NullLogger<LedgerOutageLog>.Instance),
            NullLogger<CommitReporter>.Instance
        );
        var progress = new WorkspaceProgress(workspace);
        var writer = new LedgerWriter(Contexts, Gate, lease, progress, settings, reporter, NullLogger<LedgerWriter>.Instance);
        _ = writer.Start(ImmutableDictionary<string, bool>.Empty);
        return new Session(writer, lease, progress, status, settings);
    }

    public LeaseStore LeasesOf(ReplicaName replica) => new(Contexts, Gate, new DatabaseClock(), replica, TimeProvider.System);

    /// <summary>A live page that lists these calls.</summary>
    public static PageChanges Page(params CallObservation[] observations) =>
        new()
        {
            Lane = Lane.Live,
            Slice = new Slice(Now - TimeSpan.FromDays(1), Now),
            Observations = observations,
        };

    public static CallObservation FromList(string id, string outcome = "won", DateTimeOffset? createdAt = null) =>
        new CallObservation.FromList(new CallSnapshot(id) { CreatedAt = createdAt ?? Now - TimeSpan.FromHours(1), Outcome = outcome }, Now);

    public static CallObservation FromDetail(string id, string text = "Grüße, 東京") =>
        new CallObservation.FromDetail(
            new CallSnapshot(id),
            [
                new Segment
                {
                    Speaker = "rep",
                    StartMs = 0,
                    EndMs = 1,
                    Text = text,
                },
            ],
            Now
        );

    /// <summary>A call of the workspace main that was parked, as one that the API has failed for.</summary>
    public static ParkedRow Parked(string callId, DateTimeOffset at) =>
        new()
        {
            Workspace = "main",
            Key = callId,
            IsCall = true,
            From = at,
            To = at,
            ParkedAt = at,
            NextRetryAt = at + RetryIntervals.Parked,
            Error = "GET /calls/{id}: HTTP 500",
        };

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }

    /// <summary>A held lease with the writer that commits under it.</summary>
    internal sealed record Session(
        LedgerWriter Writer,
        Lease Lease,
        WorkspaceProgress Progress,
        LedgerStatus Status,
        LedgerWriterSettings Settings
    ) : IAsyncDisposable
    {
        public Task CommitAsync(params CallObservation[] observations) => CommitAsync(Page(observations));

        public Task CommitAsync(ChangeSet changes) => Writer.CommitAsync(changes, default);

        public async ValueTask DisposeAsync()
        {
            await Writer.DisposeAsync();
            Lease.Dispose();
        }
    }
}
