using CallEvents.Local.WireTap;
using CallEvents.Poller.Calls;

namespace CallEvents.Local.View;

/// <summary>
/// Writes plain lines to a file or a pipe: the counters once per second if they changed, and a line for the first event of each
/// type and origin.
/// </summary>
internal sealed class PlainView(
    SnapshotReader snapshots,
    ReceivedEvents receivedEvents,
    Header header,
    TextWriter output,
    TimeProvider time
) : IView
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private string lastCounters = "";
    private string lastProblems = "";
    private bool isBackfillReported;
    private RunPhase lastPhase = RunPhase.Running;

    public async Task ShowAsync(CancellationToken runEnded)
    {
        await WriteAsync($"CallEvents with {header.Text}; log: {header.LogFile}");
        await WriteAsync($"status page: {header.StatusPage}");
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(runEnded))
                await ReportAsync(snapshots.Read());
        }
        catch (OperationCanceledException) when (runEnded.IsCancellationRequested)
        {
            await ReportAsync(snapshots.Read());
        }
    }

    private async Task ReportAsync(Snapshot snapshot)
    {
        foreach (var first in receivedEvents.TakeFirstOfEachKind())
        {
            var (origin, callId) = (Format.Sanitize(first.Origin), Format.Sanitize(first.CallId));
            await WriteAsync($"first {first.Type} of origin {origin}: {callId}", first.ReceivedAt);
        }

        if (snapshot.BackfillProgress == 1 && !isBackfillReported)
        {
            isBackfillReported = true;
            await WriteAsync("backfill complete");
        }

        await ReportProblemsAsync(snapshot);
        await ReportPhaseAsync(snapshot.Phase);
        await ReportCountersAsync(snapshot);
    }

    private async Task ReportProblemsAsync(Snapshot snapshot)
    {
        var problems = string.Join("; ", snapshot.Problems);
        if (snapshot.Phase == RunPhase.Stopping || problems == lastProblems)
            return;

        lastProblems = problems;
        await WriteAsync(problems.Length > 0 ? $"problems: {Format.Sanitize(problems)}" : "problems resolved");
    }

    private async Task ReportPhaseAsync(RunPhase phase)
    {
        if (phase == lastPhase)
            return;

        lastPhase = phase;
        if (phase == RunPhase.Draining)
            await WriteAsync("draining");
    }

    private async Task ReportCountersAsync(Snapshot snapshot)
    {
        var counters = DescribeCounters(snapshot);
        if (counters == lastCounters)
            return;

        lastCounters = counters;
        await WriteAsync($"{counters}, oldest {Format.Duration(snapshot.OldestPendingTranscript)}, lag {Format.Duration(snapshot.Lag)}");
    }

    private static string DescribeCounters(Snapshot snapshot) =>
        $"calls {snapshot.Calls}; published: "
        + $"{CallEventType.CallRecorded} {snapshot.Recorded}, "
        + $"{CallEventType.CallTranscribed} {snapshot.Transcribed}, "
        + $"{CallEventType.CallUpdated} {snapshot.Updated}, "
        + $"{CallEventType.CallTranscriptUnavailable} {snapshot.Unavailable}; "
        + $"in outbox {snapshot.OutboxPending}; CRM writes {snapshot.Writes}; alerts {snapshot.Alerts}{DescribeRules(snapshot)}; "
        + $"pending transcripts {snapshot.PendingTranscripts}";

    private static string DescribeRules(Snapshot snapshot) =>
        snapshot.AlertsByRule is { Count: > 0 } rules
            ? $" ({string.Join(", ", rules.Select(rule => $"{Format.Sanitize(rule.RuleId)} {rule.Alerts}"))})"
            : "";

    private Task WriteAsync(string line, DateTimeOffset? at = null) =>
        output.WriteLineAsync($"{Format.TimeOfDay(at ?? time.GetUtcNow(), time)} {line}");
}
