using CallEvents.Contracts;

namespace CallEvents.Alerting.Rules;

/// <summary>A condition of a rule.</summary>
/// <param name="Text">As the file shows it, in one line, such as <c>coachingScore: { below: 60 }</c>.</param>
internal abstract record Condition(string Text)
{
    /// <summary>A text of the call: all that is not null must hold.</summary>
    /// <param name="Text">As the file shows it.</param>
    /// <param name="Field">Which one.</param>
    /// <param name="In">One of these.</param>
    /// <param name="NotIn">None of these.</param>
    /// <param name="IsEmpty">Whether it is null or empty.</param>
    public sealed record TextField(
        string Text,
        CallField Field,
        IReadOnlyList<string>? In = null,
        IReadOnlyList<string>? NotIn = null,
        bool? IsEmpty = null
    ) : Condition(Text);

    /// <summary>A number of the call.</summary>
    public sealed record NumberField(string Text, CallField Field, Limits Limits, bool? IsEmpty = null) : Condition(Text);

    /// <summary>Words of the transcript.</summary>
    /// <param name="Text">As the file shows it.</param>
    /// <param name="IsNegated">Whether it is <c>notSaid</c>.</param>
    /// <param name="Words">What, by whom and when.</param>
    public sealed record Said(string Text, bool IsNegated, Words Words) : Condition(Text);

    /// <summary>A measure of the transcript.</summary>
    /// <param name="Text">As the file shows it.</param>
    /// <param name="Measure">Which one.</param>
    /// <param name="By">The speaker; <see cref="Speaker.Anyone"/> where a measure has none.</param>
    /// <param name="Limits">Seconds, shares from 0 to 1, or counts.</param>
    public sealed record Measured(string Text, Measure Measure, Speaker By, Limits Limits) : Condition(Text);

    /// <summary>A change that <see cref="CallUpdated"/> reports.</summary>
    /// <param name="Text">As the file shows it.</param>
    /// <param name="Field">Which field has changed.</param>
    /// <param name="From">From one of these; null for any.</param>
    /// <param name="To">To one of these; null for any.</param>
    /// <param name="RisesBy">By at least so much.</param>
    /// <param name="DropsBy">By at least so much.</param>
    public sealed record Changed(
        string Text,
        CallField Field,
        IReadOnlyList<string>? From = null,
        IReadOnlyList<string>? To = null,
        double? RisesBy = null,
        double? DropsBy = null
    ) : Condition(Text);

    /// <summary>What is known of the transcript: ready, or unavailable.</summary>
    public sealed record TranscriptState(string Text, bool IsReady) : Condition(Text);

    /// <summary><c>anyOf</c>, <c>allOf</c>, <c>noneOf</c>.</summary>
    public sealed record Group(string Text, GroupKind Kind, IReadOnlyList<Condition> Conditions) : Condition(Text);

    /// <summary>Whether a transcript that comes makes it false.</summary>
    public bool ExpectsNoTranscript => Expects(isReady: false);

    /// <summary>Whether it needs a transcript, or the news that there is none.</summary>
    public bool IsAboutTranscript =>
        this switch
        {
            Said or Measured or TranscriptState => true,
            Group group => group.Conditions.Any(condition => condition.IsAboutTranscript),
            _ => false,
        };

    private bool Expects(bool isReady) =>
        this switch
        {
            TranscriptState state => state.IsReady == isReady,
            Group group => group.Conditions.Any(condition => condition.Expects(group.Kind is GroupKind.NoneOf ? !isReady : isReady)),
            _ => false,
        };
}

/// <summary>How a group joins its conditions.</summary>
internal enum GroupKind
{
    AnyOf,
    AllOf,
    NoneOf,
}

/// <summary>The members of a call that conditions read; in the file by their JSON names.</summary>
internal enum CallField
{
    Outcome,
    RepId,
    ProspectEmail,
    Workspace,
    CoachingScore,
    DurationSeconds,
}

/// <summary>What can be measured in a transcript.</summary>
internal enum Measure
{
    TalkRatio,
    LongestMonologue,
    SilenceRatio,
    Questions,
    WordsPerMinute,
    SwitchesPerMinute,
}

/// <summary>Limits of a number: all that are set must hold.</summary>
internal sealed record Limits(
    double? Below = null,
    double? AtMost = null,
    double? Above = null,
    double? AtLeast = null,
    double? EqualTo = null
);
