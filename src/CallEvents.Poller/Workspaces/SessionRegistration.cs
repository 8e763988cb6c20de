using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Jobs;
using CallEvents.Poller.Leasing;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using CallEvents.Poller.Transcripts;
using CallEvents.Poller.Workspaces.Loops;
using CallEvents.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Workspaces;

/// <summary>Registers the services of a session, which live as long as a lease, and its loops.</summary>
internal static class SessionRegistration
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetentionInterval = TimeSpan.FromMinutes(10);

    public static IServiceCollection AddWorkspaceSession(this IServiceCollection services) =>
        services
            .AddScoped<SessionContext>()
            .AddScoped<SessionLoops>()
            .AddScoped<WorkspaceSession>()
            .AddState()
            .AddWork()
            .AddJobs()
            .AddLoops();

    /// <summary>What the session is about, and its view of ledger, API and broker.</summary>
    private static IServiceCollection AddState(this IServiceCollection services) =>
        services
            .AddScoped(session => Context(session).Lease)
            .AddScoped(session => Context(session).Progress)
            .AddScoped(session => Context(session).Scope.Account.Clock)
            .AddScoped(session => Context(session).Scope.Status.Ledger)
            .AddScoped(session => Context(session).Scope.Status.Publishing)
            .AddScoped(session => new RereadSchedule(
                session.GetRequiredService<PollingOptions>().RereadWindows,
                Context(session).Stored.Rereads,
                Context(session).Progress
            ))
            .AddScoped(session => new LateCallMonitor(
                session.GetRequiredService<LedgerStatus>(),
                session.GetRequiredService<PollerMetrics>(),
                session.GetRequiredService<RereadSchedule>().PollDepth,
                session.GetRequiredService<TimeProvider>(),
                session.GetRequiredService<ILogger<LateCallMonitor>>()
            ))
            .AddScoped(session => new LedgerWriterSettings(
                session.GetRequiredService<TranscriptOptions>(),
                session.GetRequiredService<PublishingOptions>().MaxBytes,
                CorrectedNow(session.GetRequiredService<ServerClock>()),
                session.GetRequiredService<Random>(),
                new FingerprintKey(Context(session).Scope.Account.ApiKey),
                session.GetRequiredService<DatabaseClock>(),
                session.GetRequiredService<ErasedCalls>()
            ))
            .AddScoped(session => new OutboxBackpressure(
                session.GetRequiredService<LedgerStatus>().Pending,
                session.GetRequiredService<PublishingOptions>().MaxPending,
                session.GetRequiredService<TimeProvider>()
            ))
            .AddScoped(session => new OutboxReader(
                session.GetRequiredService<IDbContextFactory<LedgerDbContext>>(),
                Context(session).Progress.Name,
                session.GetRequiredService<PublishingOptions>()
            ))
            .AddScoped<ErasedCalls>()
            .AddScoped<LedgerSignals>()
            .AddScoped<CommitReporter>()
            .AddScoped<LedgerWriter>()
            .AddScoped<LeaseRenewer>()
            .AddScoped<IRequestGuard, LeaseGuard>()
            .AddScoped(session =>
                session
                    .GetRequiredService<RevontGatewayFactory>()
                    .Create(Context(session).Scope.Account, session.GetRequiredService<IRequestGuard>())
            );

    private static IServiceCollection AddWork(this IServiceCollection services) =>
        services
            .AddScoped<PageWalker>()
            .AddScoped<SliceWalker>()
            .AddScoped<WalkPlan>()
            .AddScoped<PollPass>()
            .AddScoped<RereadPass>()
            .AddScoped<BackfillPass>()
            .AddScoped<StrandedCheckPass>()
            .AddScoped<GapRetryPass>()
            .AddScoped<ParkedRetryPass>()
            .AddScoped<RetentionPass>()
            .AddScoped<TranscriptLoop>()
            .AddScoped<PublishRecorder>()
            .AddScoped<OutboxPublisher>();

    private static IServiceCollection AddJobs(this IServiceCollection services) =>
        services
            .AddScoped<ErasureApplication>()
            .AddScoped<DetailReader>()
            .AddScoped<RefusedEventRetry>()
            .AddScoped<IJobRunner, ReplayRunner>()
            .AddScoped<IJobRunner, BackfillRunner>()
            .AddScoped<IJobRunner, ObserveRunner>()
            .AddScoped<IJobRunner, RetryRunner>()
            .AddScoped<IJobRunner, ForgetRunner>()
            .AddScoped<IJobRunner>(session => Pause(session, JobKind.Pause))
            .AddScoped<IJobRunner>(session => Pause(session, JobKind.Resume))
            .AddScoped<JobQueue>();

    private static PauseRunner Pause(IServiceProvider session, JobKind kind) =>
        new(kind, session.GetRequiredService<LedgerWriter>(), Context(session).Scope.Assignment);

    /// <summary>In the order in which the data moves.</summary>
    private static IServiceCollection AddLoops(this IServiceCollection services) =>
        services
            .AddScoped<IWorkspaceLoop, PollLoop>()
            .AddScoped<IWorkspaceLoop, RereadLoop>()
            .AddScoped<IWorkspaceLoop>(session => new ContinuousLoop("backfill", session.GetRequiredService<BackfillPass>().RunAsync))
            .AddScoped<IWorkspaceLoop>(session => new ContinuousLoop(
                "transcript checks",
                session.GetRequiredService<TranscriptLoop>().RunAsync
            ))
            .AddScoped<IWorkspaceLoop>(session =>
                Periodic(session, "gap retry", RetryInterval, session.GetRequiredService<GapRetryPass>().RunAsync)
            )
            .AddScoped<IWorkspaceLoop>(session => Periodic(session, "parked-item retry", RetryInterval, RetryAsync(session)))
            .AddScoped<IWorkspaceLoop>(session =>
                Periodic(session, "retention", RetentionInterval, session.GetRequiredService<RetentionPass>().RunAsync)
            )
            .AddScoped<IWorkspaceLoop, JobsLoop>()
            .AddScoped<IWorkspaceLoop, ShortJobsLoop>()
            .AddScoped<IWorkspaceLoop, RowCountLoop>()
            .AddScoped<IWorkspaceLoop, HolderReportLoop>()
            .AddScoped<IWorkspaceLoop>(session => new ContinuousLoop(
                "publishing",
                stopping => session.GetRequiredService<OutboxPublisher>().RunAsync(Context(session).Lease, stopping)
            ));

    private static Func<CancellationToken, Task> RetryAsync(IServiceProvider session) =>
        async stopping =>
        {
            await session.GetRequiredService<StrandedCheckPass>().RunAsync(stopping);
            await session.GetRequiredService<ParkedRetryPass>().RunAsync(stopping);
        };

    private static PeriodicLoop Periodic(IServiceProvider session, string name, TimeSpan interval, Func<CancellationToken, Task> pass) =>
        new(
            name,
            interval,
            stopping => PassTrace.RunAsync(name, Context(session).Lease.Workspace, () => pass(stopping)),
            session.GetRequiredService<TimeProvider>()
        );

    private static Func<DateTimeOffset> CorrectedNow(ServerClock clock) => () => clock.Now;

    private static SessionContext Context(IServiceProvider session) => session.GetRequiredService<SessionContext>();
}
