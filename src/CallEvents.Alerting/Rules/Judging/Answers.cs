namespace CallEvents.Alerting.Rules.Judging;

/// <summary>Kleene's logic of three answers: false is the least, true the most, and unknown between them.</summary>
internal static class Answers
{
    public static Answer Of(bool holds) => holds ? Answer.True : Answer.False;

    public static Answer Not(Answer answer) =>
        answer switch
        {
            Answer.True => Answer.False,
            Answer.False => Answer.True,
            _ => Answer.Unknown,
        };

    /// <summary>True for none.</summary>
    public static Answer All(IEnumerable<Answer> answers) => answers.Aggregate(Answer.True, (one, other) => one < other ? one : other);

    /// <summary>False for none.</summary>
    public static Answer Any(IEnumerable<Answer> answers) => answers.Aggregate(Answer.False, (one, other) => one > other ? one : other);
}
