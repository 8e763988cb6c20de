using CallEvents.Alerting.Rules.Measures;

namespace CallEvents.Alerting.Rules.Judging;

/// <summary>Judges conditions about measures of a transcript.</summary>
internal static class MeasureJudge
{
    /// <summary>Whether it can be measured only where the times of segments, or the call's length, are known.</summary>
    public static bool NeedsTimes(Measure measure) => measure is not Measure.Questions;

    public static ConditionAnswer Judge(Condition.Measured condition, SpeechMeasures measures)
    {
        var value = measures.Of(condition.Measure, condition.By);
        var found = value is { } number ? Show(condition.Measure, number) : "no times";
        return new(condition, LimitsCheck.Check(condition.Limits, value), found, [], []);
    }

    /// <summary>For people.</summary>
    public static string Show(Measure measure, double value) =>
        measure switch
        {
            Measure.TalkRatio or Measure.SilenceRatio => ShownValue.Share(value),
            Measure.LongestMonologue => ShownValue.Time(value),
            _ => ShownValue.Number(value),
        };
}
