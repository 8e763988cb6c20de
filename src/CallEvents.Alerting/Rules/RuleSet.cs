using CallEvents.ServiceDefaults.People;

namespace CallEvents.Alerting.Rules;

/// <summary>A rules file.</summary>
/// <param name="Rules">In the order of the file; with those that are not enabled.</param>
/// <param name="Routes">In the order of the file.</param>
/// <param name="DefaultNotify">The channels where no route fits.</param>
internal sealed record RuleSet(IReadOnlyList<Rule> Rules, IReadOnlyList<Route> Routes, IReadOnlyList<string> DefaultNotify)
{
    /// <summary>Every channel that the file names, each once.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>
    /// The channels to which an alert of a rule goes: the rule's own, else those of the first route that fits and, while one says
    /// <c>continue</c>, of the next one that does, else the defaults. Each once.
    /// </summary>
    /// <param name="rule">The rule.</param>
    /// <param name="callEvent">The event that made it fire.</param>
    /// <param name="rep">The call's rep in the people file, if known.</param>
    public IReadOnlyList<string> ChannelsOf(Rule rule, CallEvent callEvent, Person? rep)
    {
        if (rule.Notify is { } own)
            return own;

        List<string> channels = [];
        var hasRoute = false;
        foreach (var route in Routes)
        {
            if (route.Severities?.Contains(rule.Severity) == false || !ScopeMatch.Fits(route.Only, callEvent, rep))
                continue;
            hasRoute = true;
            channels.AddRange(route.Notify);
            if (!route.Continue)
                break;
        }

        return hasRoute ? [.. channels.Distinct(StringComparer.OrdinalIgnoreCase)] : DefaultNotify;
    }
}
