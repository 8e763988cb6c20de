using CallEvents.Contracts;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.TestSupport;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.Tests.Poller.Hosting;

/// <summary>Reads the state of a running poller, or waits for one.</summary>
internal static class PollerProbe
{
    /// <summary>Waits until these calls, and no others, have been published as recorded, each once.</summary>
    public static async Task WaitUntilRecordedOnceAsync(this PollerHost poller, params IEnumerable<string> ids)
    {
        var expected = ids.Order(StringComparer.Ordinal).ToList();
        var recorded = await Eventually.Be(
            () => poller.RecordedCallIds(),
            recorded => recorded.Count >= expected.Count && !expected.Except(recorded).Any(),
            condition: $"{expected.Count} calls recorded"
        );
        recorded.Order(StringComparer.Ordinal).ShouldBe(expected);
    }

    public static Task WaitUntilTranscribedAsync(this PollerHost poller, params IEnumerable<string> ids) =>
        Eventually.Be(() => poller.TranscribedCallIds(), transcribed => !ids.Except(transcribed).Any());

    public static List<string> RecordedCallIds(this PollerHost poller) =>
        [.. poller.Received.Of<CallRecorded>().Select(message => message.Call.Id)];

    public static List<string> TranscribedCallIds(this PollerHost poller) =>
        [.. poller.Received.Of<CallTranscribed>().Select(message => message.Call.Id)];

    public static WorkspaceRow Workspace(this PollerHost poller) => poller.FindWorkspace()!;

    /// <summary>The log lines of the poller's own categories.</summary>
    public static IEnumerable<string> OwnLogLines(this PollerHost poller) =>
        poller.Logs.Lines.Where(line => line.Split(' ', 3)[1].StartsWith("CallEvents.", StringComparison.Ordinal));

    public static List<GapRow> Gaps(this PollerHost poller)
    {
        using var ledger = poller.OpenLedger();
        return [.. ledger.Gaps];
    }

    public static List<ParkedRow> Parked(this PollerHost poller)
    {
        using var ledger = poller.OpenLedger();
        return [.. ledger.Parked];
    }

    /// <summary>Moves the next retry of every gap and parked item into the past.</summary>
    public static async Task MakeRetriesDueAsync(this PollerHost poller)
    {
        await using var ledger = poller.OpenLedger();
        foreach (var gap in ledger.Gaps)
            gap.NextRetryAt = gap.NextRetryAt.AddHours(-2);
        foreach (var parked in ledger.Parked)
            parked.NextRetryAt = parked.NextRetryAt.AddHours(-2);
        await ledger.SaveChangesAsync();
    }

    public static Task WaitUntilBackfilledAsync(this PollerHost poller) =>
        Eventually.Be(() => poller.FindWorkspace() is { } workspace && workspace.BackfilledTo >= workspace.StartedAt);

    /// <summary>Waits until this much time has elapsed and a poll has completed since.</summary>
    public static async Task WaitForPollAfterAsync(this PollerHost poller, TimeProvider time, TimeSpan elapsed)
    {
        var later = time.GetUtcNow() + elapsed;
        await Eventually.Be(() => time.GetUtcNow() > later && poller.Status.Ledger.LastProgressAt > later);
    }

    public static Task<HealthReport> CheckReadinessAsync(this PollerHost poller) =>
        poller.Resolve<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("ready") && check.Name == "poller");

    private static WorkspaceRow? FindWorkspace(this PollerHost poller)
    {
        using var ledger = poller.OpenLedger();
        return ledger.Workspaces.SingleOrDefault();
    }
}
