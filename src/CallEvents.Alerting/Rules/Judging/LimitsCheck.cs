namespace CallEvents.Alerting.Rules.Judging;

/// <summary>Compares a number with its limits.</summary>
internal static class LimitsCheck
{
    /// <summary>Unknown for a number that is not known, unless there are no limits.</summary>
    public static Answer Check(Limits limits, double? number)
    {
        if (limits is { Below: null, AtMost: null, Above: null, AtLeast: null, EqualTo: null })
            return Answer.True;
        if (number is not { } value || double.IsNaN(value))
            return Answer.Unknown;
        return Answers.Of(
            !(value >= limits.Below)
                && !(value > limits.AtMost)
                && !(value <= limits.Above)
                && !(value < limits.AtLeast)
                && !(limits.EqualTo is { } equal && value != equal)
        );
    }
}
