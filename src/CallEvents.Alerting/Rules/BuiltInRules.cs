using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Rules.Reading;
using CallEvents.Contracts;

namespace CallEvents.Alerting.Rules;

/// <summary>The rules without a rules file: a log line for every lost deal.</summary>
internal static class BuiltInRules
{
    public static RuleSet Create()
    {
        const string log = "log";
        Condition[] when = [new Condition.TextField($"outcome: {Outcomes.Lost}", CallField.Outcome, In: [Outcomes.Lost])];
        var rule = new Rule
        {
            Id = "deal-lost",
            Title = "Deal lost",
            Severity = Severity.Info,
            Events = new HashSet<EventKind> { EventKind.Recorded, EventKind.Transcribed, EventKind.Updated },
            When = when,
            Notify = [log],
            Fingerprint = Fingerprints.Of(when),
        };
        return new([rule], Routes: [], DefaultNotify: [log]) { Channels = [log] };
    }
}
