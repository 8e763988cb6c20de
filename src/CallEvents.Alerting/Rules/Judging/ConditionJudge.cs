using CallEvents.Alerting.Rules.Measures;
using CallEvents.Alerting.Rules.Transcripts;

namespace CallEvents.Alerting.Rules.Judging;

/// <summary>Judges conditions on an event.</summary>
internal sealed class ConditionJudge
{
    private readonly CallEvent callEvent;
    private readonly Lazy<IndexedTranscript?> transcript;
    private readonly Lazy<SpeechMeasures> measures;

    /// <param name="callEvent">The event; its transcript is read when the first condition needs it, and once.</param>
    public ConditionJudge(CallEvent callEvent)
    {
        this.callEvent = callEvent;
        transcript = new(() => callEvent.Transcript is { } segments ? new IndexedTranscript(callEvent.Call, segments) : null);
        measures = new(() => new SpeechMeasures(transcript.Value!));
    }

    public ConditionAnswer Judge(Condition condition) =>
        condition switch
        {
            Condition.TextField field => FieldJudge.Judge(field, callEvent),
            Condition.NumberField field => FieldJudge.Judge(field, callEvent),
            Condition.Changed changed => FieldJudge.Judge(changed, callEvent),
            Condition.Said or Condition.Measured when MissingWords() is { } missing => new(condition, Answer.Unknown, missing, [], []),
            Condition.Said said => SaidJudge.Judge(said, transcript.Value!),
            Condition.Measured measured => MeasureJudge.Judge(measured, measures.Value),
            Condition.TranscriptState state => JudgeState(state),
            Condition.Group group => JudgeGroup(group),
            _ => throw new ArgumentException($"unknown condition: {condition.GetType().Name}", nameof(condition)),
        };

    private string? MissingWords() =>
        callEvent.Transcript is null ? "no transcript"
        : transcript.Value!.Words.Count == 0 ? "no words"
        : null;

    /// <summary>Known on the two messages that say so.</summary>
    private ConditionAnswer JudgeState(Condition.TranscriptState state) =>
        callEvent.Kind switch
        {
            EventKind.Transcribed => new(state, Answers.Of(state.IsReady), "ready", [], []),
            EventKind.Unavailable => new(state, Answers.Of(!state.IsReady), "unavailable", [], []),
            _ => new(state, Answer.Unknown, "not known", [], []),
        };

    /// <summary>Shows the words of those parts that hold, and none under a negation.</summary>
    private ConditionAnswer JudgeGroup(Condition.Group group)
    {
        List<ConditionAnswer> parts = [.. group.Conditions.Select(Judge)];
        var answers = parts.Select(part => part.Answer);
        var answer = group.Kind switch
        {
            GroupKind.AllOf => Answers.All(answers),
            GroupKind.AnyOf => Answers.Any(answers),
            _ => Answers.Not(Answers.Any(answers)),
        };
        return new(
            group,
            answer,
            Found: null,
            group.Kind is GroupKind.NoneOf
                ? []
                : [.. parts.Where(part => part.Answer is Answer.True).SelectMany(part => part.Snippets).Take(Snippets.Max)],
            parts
        );
    }
}
