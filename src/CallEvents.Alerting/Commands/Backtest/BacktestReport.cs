using System.Text.Json.Serialization;
using CallEvents.Alerting.Alerts;
using CallEvents.ServiceDefaults.Commands;
using Spectre.Console;

namespace CallEvents.Alerting.Commands.Backtest;

/// <summary>What the rules would have said of past calls.</summary>
internal sealed record BacktestReport : CommandReport
{
    /// <summary>The oldest creation time; of a run that ended early, that of the oldest call that was judged.</summary>
    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    public required IReadOnlyList<string> Workspaces { get; init; }

    /// <summary>How many calls the API shows of the time; of a run that ended early, of what was listed.</summary>
    public required int Calls { get; init; }

    /// <summary>How many of them were judged: all other numbers are about these.</summary>
    public required int Judged { get; init; }

    /// <summary>Whether they are a sample, chosen by chance.</summary>
    public required bool IsSample { get; init; }

    /// <summary>Null where no rule is about the transcript: none was read.</summary>
    public required TranscriptCounts? Transcripts { get; init; }

    /// <summary>Why it ended before all was judged; null when all was.</summary>
    public required string? Stopped { get; init; }

    /// <summary>In the order of the file.</summary>
    public required IReadOnlyList<RuleFindings> Rules { get; init; }

    public required IReadOnlyList<ChannelFindings> Channels { get; init; }

    /// <summary>What would come and go compared with another file; null without one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RuleDifference>? Against { get; init; }

    /// <summary>What these numbers leave out, in sentences.</summary>
    public required IReadOnlyList<string> CannotKnow { get; init; }

    /// <summary>How many requests were sent.</summary>
    public required long Requests { get; init; }

    /// <summary>How many calls were taken from the cache.</summary>
    public required long Cached { get; init; }

    [JsonIgnore]
    public double Days => Math.Max((To - From).TotalDays, 1.0 / 24);

    public override bool IsWell() => Stopped is null;

    public override void WriteTo(IAnsiConsole console) => BacktestText.Write(console, this);
}

/// <summary>How many of the judged calls had a transcript.</summary>
internal sealed record TranscriptCounts(int Ready, int Missing, int Unreadable);

/// <summary>What a rule would have said.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Title">Its title.</param>
/// <param name="Severity">Its severity.</param>
/// <param name="Calls">On how many calls it would have fired.</param>
/// <param name="PerDay">The same for each day.</param>
/// <param name="ByDay">The same by day in UTC; days without any are left out.</param>
/// <param name="Delivered">What would have become of its alerts, of all channels together.</param>
internal sealed record RuleFindings(
    string Id,
    string Title,
    Severity Severity,
    int Calls,
    double PerDay,
    IReadOnlyDictionary<string, int> ByDay,
    RuleDeliveries Delivered
)
{
    /// <summary>The calls by rep, the most first.</summary>
    public required IReadOnlyList<RepCount> ByRep { get; init; }

    /// <summary>The newest five calls.</summary>
    public required IReadOnlyList<ExampleCall> Examples { get; init; }
}

/// <summary>What would have become of alerts.</summary>
/// <param name="Single">Sent each by itself.</param>
/// <param name="InDigest">Put into a digest, since the rule says so.</param>
/// <param name="InQuietDigest">Put into a digest at the end of quiet hours.</param>
/// <param name="InThrottleDigest">Put into a digest at the end of a throttle's window.</param>
/// <param name="Dropped">Dropped by a throttle.</param>
internal sealed record RuleDeliveries(int Single, int InDigest, int InQuietDigest, int InThrottleDigest, int Dropped);

/// <summary>How many calls of a rep.</summary>
/// <param name="RepId">The Revont user id; null for calls without one.</param>
/// <param name="Name">The name from the people file.</param>
/// <param name="Calls">How many.</param>
internal sealed record RepCount(string? RepId, string? Name, int Calls);

/// <summary>A call on which a rule would have fired.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Workspace">Its Revont account.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="Words">What was said; only on request.</param>
internal sealed record ExampleCall(
    string CallId,
    string Workspace,
    DateTimeOffset CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Snippet>? Words
);

/// <summary>What a channel would have sent.</summary>
internal sealed record ChannelFindings(string Channel, int Single, int Digests, double PerDay);

/// <summary>The calls of a rule that would come, and those that would go.</summary>
/// <param name="Id">The rule; in one of the files, or in both.</param>
/// <param name="Come">How many calls on which only the new file's rule fires.</param>
/// <param name="Go">How many calls on which only the old file's rule fires.</param>
/// <param name="ComeExamples">The newest five that come.</param>
/// <param name="GoExamples">The newest five that go.</param>
internal sealed record RuleDifference(
    string Id,
    int Come,
    int Go,
    IReadOnlyList<ExampleCall> ComeExamples,
    IReadOnlyList<ExampleCall> GoExamples
);
