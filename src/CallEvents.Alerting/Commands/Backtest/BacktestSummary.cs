using CallEvents.Alerting.Rules;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Alerting.Commands.Backtest;

/// <summary>Counts what a backtest has found.</summary>
/// <param name="findings">What it has found.</param>
/// <param name="request">What was to be judged.</param>
/// <param name="scheduleOf">When a channel holds alerts back; null for one that is not set up here.</param>
/// <param name="showsWords">Whether what was said is shown.</param>
internal sealed class BacktestSummary(
    BacktestFindings findings,
    BacktestRequest request,
    Func<string, ChannelSchedule?> scheduleOf,
    bool showsWords
)
{
    private const int MaxExamples = 5;

    /// <param name="workspaces">The workspaces that were read.</param>
    public BacktestReport Create(IReadOnlyList<string> workspaces)
    {
        var channels = DeliverySimulation.Run(findings.Firings, name => scheduleOf(name) ?? ChannelSchedule.Default);
        var (from, to) = Covered();
        var days = Math.Max((to - from).TotalDays, 1.0 / 24);
        return new()
        {
            From = from,
            To = to,
            Workspaces = workspaces,
            Calls = findings.Listed,
            Judged = findings.Judged,
            IsSample = request.Sample is not null && findings.Chosen < findings.Listed,
            Transcripts = findings.NeedsTranscripts
                ? new(findings.WithTranscript, findings.WithoutTranscript, findings.UnreadableTranscripts)
                : null,
            Stopped = findings.Stopped,
            Rules = [.. findings.Rules.Rules.Where(rule => rule.Enabled).Select(rule => Summarise(rule, channels, days))],
            Channels =
            [
                .. channels.Select(channel =>
                {
                    var single = channel.Deliveries.Count(one => one.Delivery is Delivery.Single);
                    return new ChannelFindings(channel.Channel, single, channel.Digests, Round((single + channel.Digests) / days));
                }),
            ],
            Against = findings.Against is { } old ? Compare(old) : null,
            CannotKnow = [.. UnknownPoints.Of(findings, [.. channels.Select(one => one.Channel).Where(name => scheduleOf(name) is null)])],
            Requests = findings.Requests,
            Cached = findings.Cached,
        };
    }

    /// <summary>The time that the numbers are about: a run that ended early has judged the newest calls.</summary>
    private (DateTimeOffset From, DateTimeOffset To) Covered()
    {
        var to = findings.ListedAt < request.To ? findings.ListedAt.Value : request.To;
        var from = findings.Stopped is not null ? findings.Oldest ?? to : request.From;
        return (from < to ? from : to, to);
    }

    private RuleFindings Summarise(Rule rule, IReadOnlyList<DeliverySimulation> channels, double days)
    {
        var calls = Calls(findings.Firings, rule.Id);
        var delivered = channels
            .SelectMany(channel => channel.Deliveries)
            .Where(one => one.Firing.Rule.Id == rule.Id)
            .CountBy(one => one.Delivery)
            .ToDictionary();
        return new(
            rule.Id,
            rule.Title,
            rule.Severity,
            calls.Count,
            Round(calls.Count / days),
            new SortedDictionary<string, int>(calls.CountBy(DayOf).ToDictionary(), StringComparer.Ordinal),
            new(
                delivered.GetValueOrDefault(Delivery.Single),
                delivered.GetValueOrDefault(Delivery.InDigest),
                delivered.GetValueOrDefault(Delivery.InQuietDigest),
                delivered.GetValueOrDefault(Delivery.InThrottleDigest),
                delivered.GetValueOrDefault(Delivery.Dropped)
            )
        )
        {
            ByRep =
            [
                .. calls
                    .CountBy(one => one.Event.Call.RepId ?? "")
                    .OrderByDescending(rep => rep.Value)
                    .ThenBy(rep => rep.Key, StringComparer.Ordinal)
                    .Select(rep => new RepCount(rep.Key is "" ? null : rep.Key, findings.People.Find(rep.Key)?.Name, rep.Value)),
            ],
            Examples = Examples(calls),
        };
    }

    private List<RuleDifference> Compare(RuleSet old) =>
        [
            .. findings
                .Rules.Rules.Concat(old.Rules)
                .Where(rule => rule.Enabled)
                .Select(rule => rule.Id)
                .Distinct()
                .Select(id =>
                {
                    var (after, before) = (Calls(findings.Firings, id), Calls(findings.Before, id));
                    var (come, go) = (after.ExceptBy(before.Select(Key), Key).ToList(), before.ExceptBy(after.Select(Key), Key).ToList());
                    return new RuleDifference(id, come.Count, go.Count, Examples(come), Examples(go));
                }),
        ];

    /// <summary>Each call once, the newest first.</summary>
    private static List<PastFiring> Calls(IReadOnlyList<PastFiring> firings, string rule) =>
        [
            .. firings
                .Where(one => one.Rule.Id == rule)
                .DistinctBy(Key)
                .OrderByDescending(one => one.Event.Call.CreatedAt)
                .ThenBy(one => one.CallId, StringComparer.Ordinal),
        ];

    private List<ExampleCall> Examples(List<PastFiring> calls) =>
        [
            .. calls
                .Take(MaxExamples)
                .Select(one => new ExampleCall(
                    one.CallId,
                    one.Event.Workspace,
                    one.Event.Call.CreatedAt,
                    showsWords ? one.Snippets : null
                )),
        ];

    private static (string Workspace, string CallId) Key(PastFiring firing) => (firing.Event.Workspace, firing.CallId);

    private static string DayOf(PastFiring firing) => Format.Day(DateOnly.FromDateTime(firing.Event.Call.CreatedAt.UtcDateTime));

    private static double Round(double number) => Math.Round(number, 2);
}
