using CallEvents.Poller.Ledger.Schema;
using CallEvents.Revont.Calls;

namespace CallEvents.Poller.Jobs;

/// <summary>Which calls a job is about, by what the API shows of them.</summary>
internal sealed class CallFilter(JobRow job)
{
    /// <summary>The API's own name for a call without an outcome.</summary>
    public const string NoOutcome = "no_outcome";

    private const char Separator = '\n';

    private readonly HashSet<string>? outcomes = Set(job.Outcomes);
    private readonly HashSet<string>? reps = Set(job.Reps);

    /// <summary>Joins values as a job stores them, one a line; null without any.</summary>
    public static string? Join(IReadOnlyCollection<string> values) =>
        values.Count == 0 ? null : string.Join(Separator, values.Select(Escape));

    public static IReadOnlyList<string> Split(string? values) => [.. (values?.Split(Separator) ?? []).Select(Unescape)];

    public bool Includes(CallSnapshot call) =>
        (job.From is not { } from || call.CreatedAt.Value is not { } after || after >= from)
        && (job.To is not { } to || call.CreatedAt.Value is not { } before || before <= to)
        && (outcomes is null || outcomes.Contains(call.Outcome.Value ?? NoOutcome))
        && (reps is null || (call.RepId.Value is { } rep && reps.Contains(rep)));

    /// <summary>The API may put any character in an id, a line break too.</summary>
    private static string Escape(string value) =>
        value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    private static string Unescape(string value) =>
        value.Contains('\\', StringComparison.Ordinal)
            ? value
                .Replace(@"\\", "\0", StringComparison.Ordinal)
                .Replace(@"\n", "\n", StringComparison.Ordinal)
                .Replace("\0", @"\", StringComparison.Ordinal)
            : value;

    private static HashSet<string>? Set(string? values) => values is null ? null : [.. Split(values)];
}
