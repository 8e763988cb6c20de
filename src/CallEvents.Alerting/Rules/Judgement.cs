using CallEvents.Alerting.Alerts;

namespace CallEvents.Alerting.Rules;

/// <summary>What became of a rule on an event.</summary>
/// <param name="NotJudged">Why it was not judged: not enabled, another event, another scope, history; null when it was.</param>
/// <param name="Fields">The answer of the conditions about fields; true where there are none.</param>
/// <param name="Rest">The answer of the conditions about the transcript; true where there are none.</param>
/// <param name="Conditions">The answer of each condition, in the order of the rule.</param>
internal sealed record Judgement(string? NotJudged, Answer Fields, Answer Rest, IReadOnlyList<ConditionAnswer> Conditions)
{
    /// <summary>Whether the event alone makes the rule fire.</summary>
    public bool Fires => NotJudged is null && Fields is Answer.True && Rest is Answer.True;
}

/// <summary>The answer of a condition.</summary>
/// <param name="Condition">The condition.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Found">The value that was found, such as <c>42</c>, or what is missing; personal data.</param>
/// <param name="Snippets">Where the words were found, the first first.</param>
/// <param name="Parts">The answers of a group's conditions.</param>
internal sealed record ConditionAnswer(
    Condition Condition,
    Answer Answer,
    string? Found,
    IReadOnlyList<Snippet> Snippets,
    IReadOnlyList<ConditionAnswer> Parts
);

/// <summary>The three answers.</summary>
internal enum Answer
{
    False,
    Unknown,
    True,
}
