using CallEvents.Alerting.Rules.Judging;

namespace CallEvents.Alerting.Rules.Reading;

/// <summary>What a rules file is checked against, beside itself.</summary>
internal sealed record RulesChecks
{
    /// <summary>Returns what is wrong with a template, each to be read behind <c>found</c>.</summary>
    public Func<string, IReadOnlyList<string>> Message { get; init; } = _ => [];

    /// <summary>The channels of the settings; null to accept all. Their names are the same in any case.</summary>
    public IReadOnlyCollection<string>? Channels { get; init; }

    /// <summary>Whether a people file is set, of whose teams rules and routes may be; null where that is not known.</summary>
    public bool? HasPeople { get; init; }

    /// <summary>The teams of the people file as it is now.</summary>
    public Func<IReadOnlyCollection<string>> Teams { get; init; } = () => [];

    /// <summary>Finds the examples that do not come out as their rule says.</summary>
    public Func<Rule, IReadOnlyList<ExampleFailure>> Examples { get; init; } = _ => [];
}
