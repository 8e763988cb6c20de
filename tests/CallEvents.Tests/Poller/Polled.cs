using CallEvents.Contracts;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.TestSupport;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace CallEvents.Tests.Poller;

/// <summary>What tests ask of a poller again and again.</summary>
internal static class Polled
{
    /// <summary>The settings for a clock that runs a hundred times as fast: default rhythm, and no deadline that real work could miss.</summary>
    public static Dictionary<string, string?> Fast(DateTimeOffset startFrom, params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Polling:StartFrom"] = ScriptedCall.Text(startFrom),
            ["Polling:Interval"] = "00:00:30",
            ["Polling:LeaseDuration"] = "01:00:00",
            ["Publishing:Timeout"] = "00:05:00",
            ["Transcripts:FirstRetry"] = "00:00:30",
        };
        foreach (var (key, value) in more)
            settings[key] = value;
        return settings;
    }

    public static Action<IHostApplicationBuilder> By(TimeProvider time) => builder => builder.Services.Add(new(typeof(TimeProvider), time));

    /// <summary>Waits until these calls, and no others, have been told as recorded, each once.</summary>
    public static async Task HasToldOnceAsync(this PollerHost poller, params IEnumerable<string> ids)
    {
        var expected = ids.Order(StringComparer.Ordinal).ToList();
        var told = await Eventually.Be(() => poller.Recorded(), told => told.Count >= expected.Count && !expected.Except(told).Any(), condition: $"{expected.Count} calls");
        told.Order(StringComparer.Ordinal).ShouldBe(expected);
    }

    public static Task HasTranscribedAsync(this PollerHost poller, params IEnumerable<string> ids) =>
        Eventually.Be(() => poller.Told.Of<CallTranscribed>().Select(told => told.Call.Id).ToList(), told => !ids.Except(told).Any());

    public static List<string> Recorded(this PollerHost poller) => [.. poller.Told.Of<CallRecorded>().Select(told => told.Call.Id)];

    public static WorkspaceRow Workspace(this PollerHost poller) => poller.WorkspaceOrNone()!;

    /// <summary>What the poller itself has logged.</summary>
    public static IEnumerable<string> OwnLines(this PollerHost poller) =>
        poller.Logged.Lines.Where(line => line.Split(' ', 3)[1].StartsWith("CallEvents.", StringComparison.Ordinal));

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

    public static Task IsBackfilledAsync(this PollerHost poller) =>
        Eventually.Be(() => poller.WorkspaceOrNone() is { } workspace && workspace.BackfilledTo >= workspace.StartedAt);

    /// <summary>Waits until so much time has gone by, and a poll has come to its end since.</summary>
    public static async Task PassesAsync(this PollerHost poller, TimeProvider time, TimeSpan length)
    {
        var later = time.GetUtcNow() + length;
        await Eventually.Be(() => time.GetUtcNow() > later && poller.Status.LastProgressAt > later);
    }

    public static Task<HealthReport> ReadyAsync(this PollerHost poller) =>
        poller.Service<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("ready") && check.Name == "poller");

    private static WorkspaceRow? WorkspaceOrNone(this PollerHost poller)
    {
        using var ledger = poller.OpenLedger();
        return ledger.Workspaces.SingleOrDefault();
    }
}
