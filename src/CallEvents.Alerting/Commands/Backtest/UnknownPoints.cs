using CallEvents.Alerting.Rules;
using CallEvents.Contracts;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Alerting.Commands.Backtest;

/// <summary>Says what the numbers of a backtest leave out.</summary>
internal static class UnknownPoints
{
    /// <summary>One sentence for each.</summary>
    /// <param name="findings">What was found.</param>
    /// <param name="unknownChannels">The channels that are not set up here.</param>
    public static IEnumerable<string> Of(BacktestFindings findings, IReadOnlyList<string> unknownChannels)
    {
        var rules = findings.Rules.Rules.Where(rule => rule.Enabled).ToList();
        foreach (var rule in rules.Where(rule => rule.When.Any(IsAboutChange)))
            yield return $"{rule.Id}: `changed` cannot be judged, since the API shows calls only as they are today.";
        foreach (var rule in rules.Where(rule => rule.Only.Origins?.Contains(Origins.Live) == false))
            yield return $"{rule.Id}: only.origins leaves out live calls, and all calls are judged as live ones.";
        if (findings.People.All.Count == 0)
        {
            foreach (var rule in rules.Where(rule => rule.Only.Teams is not null))
                yield return $"{rule.Id}: only.teams needs People:File, which is not set or empty here.";
        }

        foreach (var rule in rules.Where(rule => rule.Escalate is not null))
            yield return $"{rule.Id}: the alerts of `escalate` are not counted.";
        if (findings.NeedsTranscripts && findings.WithoutTranscript > 0)
            yield return $"{Number(findings.WithoutTranscript)} without a transcript: words and measures are unknown.";
        if (findings.UnreadableTranscripts > 0)
            yield return $"{Number(findings.UnreadableTranscripts)} whose transcript could not be read: words and measures are unknown.";
        if (findings.Deleted > 0)
            yield return $"{Number(findings.Deleted)} deleted before the transcript was read.";
        if (findings.UnreadableItems > 0)
            yield return $"{Number(findings.UnreadableItems)} could not be read at all.";
        foreach (var day in findings.UnreadableDays)
            yield return $"The calls of a day could not be listed: {day}.";
        foreach (var channel in unknownChannels)
            yield return $"Channel {channel} is not set up here: no quiet hours are counted, and a digest each day at 09:00 UTC.";
    }

    private static bool IsAboutChange(Condition condition) =>
        condition is Condition.Changed || (condition is Condition.Group group && group.Conditions.Any(IsAboutChange));

    private static string Number(int calls) => Format.Number(calls, "call");
}
