using System.Diagnostics.Metrics;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger;
using CallEvents.ServiceDefaults.Database;
using CallEvents.ServiceDefaults.Diagnostics;

namespace CallEvents.Poller.Workspaces;

/// <summary>
/// Counts the ledger's rows every ten minutes for <c>callevents.ledger.rows</c>. Reported by replicas that hold a workspace; those that
/// share a ledger report the same.
/// </summary>
internal sealed class LedgerRowMonitor(LedgerRowCounter counter, PollerStatus status, IMeterFactory meters, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private volatile IReadOnlyDictionary<string, long> counts = new Dictionary<string, long>();

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        meters
            .Create(TelemetryNames.Poller)
            .CreateObservableGauge(
                "callevents.ledger.rows",
                () =>
                    from rows in counts
                    where status.Workspaces.Any(workspace => workspace.Lease.IsHeld)
                    select new Measurement<long>(rows.Value, PollerTags.Table(rows.Key)),
                unit: "{row}",
                description: "Rows of the ledger's tables; an estimate on PostgreSQL"
            );
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await CountAsync(stoppingToken);
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            counts = await counter.CountAsync(cancellationToken);
        }
        catch (Exception exception) when (TransientDatabaseError.Describe(exception) is not null)
        {
            // The loops report the outage: the last counts hold until the next.
        }
    }
}
