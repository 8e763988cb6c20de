using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Workspaces;
using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Poller.Outbox;

/// <summary>Tells what is due, as soon as it is due, and marks it told when the broker has confirmed it.</summary>
internal sealed partial class Publisher(
    string workspace,
    DueFacts dueFacts,
    FactSender sender,
    LedgerWriter ledger,
    Wakeup toTell,
    PublishingOptions options,
    WorkspaceStatus status,
    PollerMetrics metrics,
    TimeProvider time,
    ILogger<Publisher> logger)
{
    private const int AtOnce = 64;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    private readonly Dictionary<FactType, TypeGate> gates = Enum.GetValues<FactType>().ToDictionary(type => type, _ => new TypeGate());
    private readonly Poison poison = new(time);
    private readonly Backoff backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));

    /// <summary>Runs until stopped; what is on its way to the broker then is waited for, unless the lease ends before.</summary>
    public async Task RunAsync(Lease lease, CancellationToken stopping)
    {
        var marking = Marking.Done;
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                var facts = await dueFacts.NextAsync(Types(IsOpen), Types(IsKnocking), poison.SetAside(), marking.Facts, stopping);
                if (facts.Count == 0)
                {
                    await marking.OnDisk;
                    await toTell.WaitAsync(UntilNextKnock(), stopping);
                    continue;
                }

                var (told, answered) = await TellAsync(facts, lease, stopping);

                // Marked while the next ones are sent: the broker need not wait for the disk.
                await marking.OnDisk;
                marking = told.Count == 0 ? Marking.Done : new Marking(told.Select(fact => fact.Id).ToHashSet(), ledger.CommitAsync(new Commit { Told = told }, CancellationToken.None));
                if (!answered)
                    await Task.Delay(backoff.Next(), time, stopping);
            }
        }
        finally
        {
            await marking.OnDisk;
        }
    }

    /// <summary>What was told, and whether the broker answered.</summary>
    private async Task<(List<FactRow> Told, bool Answered)> TellAsync(List<FactRow> facts, Lease lease, CancellationToken stopping)
    {
        List<FactRow> told = [];
        List<FactRow> unsent = [];
        var failed = false;
        try
        {
            await Parallel.ForEachAsync(facts, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = lease.Ended }, async (fact, token) =>
            {
                // Once one has failed, or we are to stop, or the lease is over, or its type is closed, the rest of the batch stays due.
                if (failed || stopping.IsCancellationRequested || lease.IsOver || !(IsOpen(fact.Type) || IsKnocking(fact.Type)))
                    return;

                var (outcome, error) = await sender.SendAsync(fact, token);
                lock (told)
                {
                    if (Take(fact, outcome, error))
                        told.Add(fact);
                    if (outcome == Sent.Failed)
                        unsent.Add(fact);
                    failed |= outcome == Sent.Failed;
                }
            });
        }
        catch (OperationCanceledException) when (lease.Ended.IsCancellationRequested)
        {
            // What the broker had confirmed by then is marked all the same: the fence decides whether it still may be.
        }

        if (told.Count == 0)
            return (told, !failed);

        // The broker took others: what failed beside them may be the fault of the fact itself.
        backoff.Reset();
        foreach (var fact in unsent.Where(poison.Suspect))
            LogSetAside(fact.Type, fact.CallId, workspace);
        return (told, !failed);
    }

    /// <summary>Whether the fact counts as told.</summary>
    private bool Take(FactRow fact, Sent outcome, string? error)
    {
        switch (outcome)
        {
            case Sent.Told:
                gates[fact.Type].Open();
                if (status.Publishing.IsHeard(fact.Type))
                    LogHeard(fact.Type, workspace);
                status.Publishing.Tells(fact.Type);
                return true;
            case Sent.NobodyListens when options.Requires(fact.Type):
                gates[fact.Type].NobodyListens(time.GetUtcNow());
                if (status.Publishing.IsUnheard(fact.Type))
                    LogNobodySubscribes(fact.Type, workspace);
                return false;
            case Sent.NobodyListens:
                status.Publishing.Tells(fact.Type);
                return true;
            default:
                metrics.PublishFailed(fact, error!);
                if (status.Publishing.FailingSince is null)
                    LogFailing(fact.Type, fact.CallId, workspace, error!);
                status.Publishing.Fails(time.GetUtcNow());
                return false;
        }
    }

    private bool IsOpen(FactType type) => gates[type].IsOpen;

    private bool IsKnocking(FactType type) => gates[type].NextKnock is { } knock && knock <= time.GetUtcNow();

    private List<FactType> Types(Func<FactType, bool> which) => [.. gates.Keys.Where(which)];

    private TimeSpan UntilNextKnock()
    {
        var next = gates.Values.Min(gate => gate.NextKnock) - time.GetUtcNow();
        return next is { } wait && wait < Idle ? wait : Idle;
    }

    /// <summary>Facts that were told, and the commit that marks them.</summary>
    private sealed record Marking(IReadOnlySet<long> Facts, Task OnDisk)
    {
        public static readonly Marking Done = new(new HashSet<long>(), Task.CompletedTask);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody subscribes to {Type}: the facts of workspace {Workspace} wait")]
    private partial void LogNobodySubscribes(FactType type, string workspace);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Type} has a subscriber: the facts of workspace {Workspace} flow")]
    private partial void LogHeard(FactType type, string workspace);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Type} of call {CallId} in workspace {Workspace} fails again and again while others are told: it is parked for an hour")]
    private partial void LogSetAside(FactType type, string callId, string workspace);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Telling {Type} of call {CallId} in workspace {Workspace} failed: {Error}. It stays due and is sent again under the same id")]
    private partial void LogFailing(FactType type, string callId, string workspace, string error);
}
