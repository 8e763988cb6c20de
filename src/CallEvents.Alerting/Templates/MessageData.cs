namespace CallEvents.Alerting.Templates;

/// <summary>What a <c>message</c> can read: members by their names in camel case. Composed for one channel, as an alert is.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Call">The call.</param>
/// <param name="Rep">The call's rep.</param>
/// <param name="Prospect">The prospect, as the channel may name it.</param>
/// <param name="Matches">Where words were found, in the order of the rule's conditions.</param>
/// <param name="Change">The change that made the rule fire, if it was one.</param>
/// <param name="Link">The address of the call's page, if there is one.</param>
internal sealed record MessageData(
    RuleData Rule,
    CallData Call,
    RepData Rep,
    string Prospect,
    IReadOnlyList<MatchData> Matches,
    ChangeData? Change,
    string? Link
);

/// <summary>The rule.</summary>
internal sealed record RuleData(string Id, string Title, string Severity, string? Description);

/// <summary>The call.</summary>
internal sealed record CallData(
    string Id,
    string Workspace,
    DateTimeOffset CreatedAt,
    string? Outcome,
    double? CoachingScore,
    double? DurationSeconds,
    string? RepId
);

/// <summary>The rep.</summary>
/// <param name="Id">The Revont user id.</param>
/// <param name="Name">The name from the people file, else the id.</param>
/// <param name="Team">The team from the people file.</param>
internal sealed record RepData(string? Id, string? Name, string? Team);

/// <summary>Words that were found.</summary>
/// <param name="Words">The words.</param>
/// <param name="Sentence">Their sentence.</param>
/// <param name="Speaker">Who said it, where that is known.</param>
/// <param name="At">When, as <c>mm:ss</c>, where that is known.</param>
internal sealed record MatchData(string Words, string Sentence, string? Speaker, string? At);

/// <summary>A change of a field.</summary>
internal sealed record ChangeData(string Field, string? From, string? To);
