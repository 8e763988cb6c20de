using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Rules;

namespace CallEvents.Alerting.Commands.Testing;

/// <summary>The answer of a condition.</summary>
/// <param name="Condition">As the file shows it.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Found">The value that was found, or what is missing.</param>
/// <param name="Snippets">Where its words were found.</param>
/// <param name="Parts">The answers of a group's conditions.</param>
internal sealed record TestedCondition(
    string Condition,
    Answer Answer,
    string? Found,
    IReadOnlyList<Snippet> Snippets,
    IReadOnlyList<TestedCondition> Parts
)
{
    public static TestedCondition Of(ConditionAnswer answer) =>
        new(
            answer.Condition.Text,
            answer.Answer,
            answer.Found,
            // A group's are those of its parts.
            answer.Parts.Count == 0
                ? answer.Snippets
                : [],
            [.. answer.Parts.Select(Of)]
        );
}
