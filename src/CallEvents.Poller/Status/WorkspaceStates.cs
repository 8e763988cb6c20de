using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Status.Reports;

namespace CallEvents.Poller.Status;

/// <summary>Decides what is to be said of a workspace, the most important first. Pure: the page, the JSON and Local say the same.</summary>
internal static class WorkspaceStates
{
    /// <summary>How the connection describes a broker that does not answer, rather than one that refuses us.</summary>
    private const string Unreachable = "the broker is unreachable: ";

    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    /// <returns>At least one.</returns>
    public static IReadOnlyList<StateReport> Of(WorkspaceFacts facts)
    {
        // A resume is a job: without a replica it waits too.
        if (facts.PausedAt is { } pausedAt)
            return facts.Holder is null && facts.FreeFor > Tolerance
                ? [Unassigned(facts), Paused(facts, pausedAt)]
                : [Paused(facts, pausedAt)];
        if (facts.Holder is null)
            return [Unassigned(facts)];

        var report = facts.Report ?? new HolderReport();
        List<StateReport> api = [.. Api(facts, report)];
        StateReport[] all = [.. api, .. Publishing(facts, report), Polling(facts, report, isExplained: api.Count > 0)];
        return [.. all.OrderByDescending(state => state.Level)];
    }

    /// <summary>The worst of all, which is what a reader must know first.</summary>
    public static StateLevel Worst(IEnumerable<StateReport> states) => states.Select(state => state.Level).Append(StateLevel.Ok).Max();

    private static StateReport Unassigned(WorkspaceFacts facts)
    {
        var since = facts.Now - facts.FreeFor;
        var level = facts.FreeFor > Tolerance ? StateLevel.Problem : StateLevel.Waiting;
        return new(level, "unassigned", $"unassigned since {StatusText.Time(since, facts.Now)}: no replica works on it") { Since = since };
    }

    private static StateReport Paused(WorkspaceFacts facts, DateTimeOffset since)
    {
        var sentence = $"paused since {StatusText.Time(since, facts.Now)} by an operator: the command resume ends it";
        return new(StateLevel.Waiting, "paused", sentence) { Since = since };
    }

    private static IEnumerable<StateReport> Api(WorkspaceFacts facts, HolderReport report)
    {
        if (report.Api is { } problem)
        {
            var since = StatusText.Time(problem.Since, facts.Now);
            yield return report.IsKeyRejected
                ? new(StateLevel.Problem, "keyRefused", $"key refused since {since}: {problem.Error}") { Since = problem.Since }
                : new(StateLevel.Problem, "apiUnavailable", $"Revont API unavailable since {since}: {problem.Error}")
                {
                    Since = problem.Since,
                };
        }

        if (facts.ApiPausedUntil is { } until)
        {
            var sentence = $"waiting until {StatusText.Time(until, facts.Now)}: rate limited by the API";
            yield return new(StateLevel.Waiting, "rateLimited", sentence);
        }
    }

    private static IEnumerable<StateReport> Publishing(WorkspaceFacts facts, HolderReport report)
    {
        if (report.Broker is { } broker)
        {
            var since = StatusText.Time(broker.Since, facts.Now);
            var sentence = broker.Error.StartsWith(Unreachable, StringComparison.Ordinal)
                ? $"cannot publish: broker unreachable since {since}: {broker.Error[Unreachable.Length..]}"
                : $"cannot publish since {since}: {broker.Error}";
            yield return new(StateLevel.Problem, "brokerUnreachable", sentence) { Since = broker.Since };
        }
        else if (report.Publishing is { } failing)
        {
            var sentence = $"cannot publish since {StatusText.Time(failing.Since, facts.Now)}: {failing.Error}";
            yield return new(StateLevel.Problem, "publishingFails", sentence) { Since = failing.Since };
        }

        if (report.UnroutableTypes.Count > 0)
        {
            yield return new(StateLevel.Problem, "noQueueBound", $"no queue is bound for {Join(report.UnroutableTypes)}");
        }

        foreach (var queue in report.UnboundQueues.GroupBy(unbound => unbound.Queue))
        {
            var sentence = $"queue {queue.Key} is not bound for {Join(queue.Select(unbound => unbound.Type))}";
            yield return new(StateLevel.Problem, "queueNotBound", sentence);
        }
    }

    /// <param name="facts">The workspace.</param>
    /// <param name="report">What its holder reports.</param>
    /// <param name="isExplained">Whether the API's state says already why polls make no progress.</param>
    private static StateReport Polling(WorkspaceFacts facts, HolderReport report, bool isExplained)
    {
        var recent = (facts.PollInterval * 3) + Tolerance;
        var lag = StatusText.Duration(facts.Lag);
        if (facts.Lag > recent && isExplained)
            return new(StateLevel.Working, "behind", $"{lag} behind");
        if (facts.Lag > recent && report.ProgressAt is null)
            return new(StateLevel.Working, "starting", $"starting: no poll has completed yet, {lag} behind");
        if (facts.Lag > recent && facts.Now - report.ProgressAt > recent)
        {
            var since = StatusText.Time(report.ProgressAt!.Value, facts.Now);
            var until = StatusText.Time(facts.Watermark, facts.Now);
            var sentence = $"poll behind: no progress since {since}, up to date until {until}";
            return new(StateLevel.Problem, "pollBehind", sentence) { Since = report.ProgressAt };
        }

        if (facts.Lag > recent)
            return new(StateLevel.Working, "catchingUp", $"catching up: {lag} behind");
        if (facts.IsBackfilled)
            return new(StateLevel.Ok, "upToDate", $"up to date {lag} ago");
        var left = facts.BackfillLeft is { } time ? $", {StatusText.Estimate(time)} left" : "";
        var percent = StatusText.Percent(facts.BackfillRatio);
        return new(StateLevel.Working, "backfilling", $"backfill {percent}{left}; live calls up to date {lag} ago");
    }

    private static string Join(IEnumerable<CallEventType> types) => string.Join(", ", types.Order());
}
