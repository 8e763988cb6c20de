using CallEvents.Alerting.Alerts;

namespace CallEvents.Alerting.Composing;

/// <summary>Why a rule fired: a condition that held. Kept with what is remembered of a call, so it is serialised.</summary>
/// <param name="Condition">The condition as the file shows it.</param>
/// <param name="Found">The value that was found; personal data. Null for words.</param>
/// <param name="Snippets">Where the words were found.</param>
internal sealed record Reason(string Condition, string? Found, IReadOnlyList<Snippet> Snippets)
{
    public ReasonKind Kind { get; init; } = ReasonKind.Value;

    /// <summary>What was looked at, such as <c>coachingScore</c> or <c>talkRatio of rep</c>; null for <see cref="Condition"/>.</summary>
    public string? Subject { get; init; }

    /// <summary>What was expected of it, such as <c>below 60</c>; null where the value says it all.</summary>
    public string? Expected { get; init; }
}

/// <summary>What a reason is about, which decides what a channel may show of it.</summary>
internal enum ReasonKind
{
    /// <summary>A value of the call, or a measure.</summary>
    Value,

    /// <summary>The prospect's address.</summary>
    Prospect,

    /// <summary>Words that were said.</summary>
    Said,

    /// <summary>Words that were not said.</summary>
    NotSaid,

    /// <summary>A change of the field that <see cref="Reason.Subject"/> names.</summary>
    Change,

    /// <summary>A change of the prospect's address.</summary>
    ProspectChange,

    /// <summary>A transcript, or that there is none.</summary>
    Transcript,
}
