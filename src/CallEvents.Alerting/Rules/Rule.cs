using CallEvents.Alerting.Alerts;

namespace CallEvents.Alerting.Rules;

/// <summary>A rule of the rules file, with the file's defaults applied.</summary>
internal sealed record Rule
{
    /// <summary>Identifies the rule in alerts and in the database: a renamed rule alerts again.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    public string? Description { get; init; }

    public bool Enabled { get; init; } = true;

    public Severity Severity { get; init; } = Severity.Info;

    /// <summary>On which messages it is judged.</summary>
    public required IReadOnlySet<EventKind> Events { get; init; }

    public Scope Only { get; init; } = Scope.All;

    /// <summary>All must hold.</summary>
    public required IReadOnlyList<Condition> When { get; init; }

    /// <summary>
    /// Whether some conditions are about fields and others about the transcript: it fires when some state of the call met the former and
    /// some transcript the latter, whichever came first.
    /// </summary>
    public bool IsMixed { get; init; }

    public Once Once { get; init; } = Once.Call;

    /// <summary>How old a call may be when the event is observed, and how long an alert may wait, before it is late.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(24);

    public LatePolicy Late { get; init; } = LatePolicy.Digest;

    /// <summary>The channels; null for those of the routes.</summary>
    public IReadOnlyList<string>? Notify { get; init; }

    /// <summary>The Liquid template of the first part of the message; null for the default one.</summary>
    public string? Message { get; init; }

    public Throttle? Throttle { get; init; }

    public bool DeliverInDigest { get; init; }

    public Escalation? Escalate { get; init; }

    public IReadOnlyList<Example> Fires { get; init; } = [];

    public IReadOnlyList<Example> Silent { get; init; } = [];

    /// <summary>A hash of <see cref="When"/>: what is remembered of a call was judged by these conditions.</summary>
    public string Fingerprint { get; init; } = "";
}

/// <summary>How often a rule alerts of a call.</summary>
internal enum Once
{
    /// <summary>Once, whichever message follows.</summary>
    Call,

    /// <summary>Once for each revision that makes it fire.</summary>
    Change,
}

/// <summary>What becomes of a late alert.</summary>
internal enum LatePolicy
{
    Digest,
    Drop,
}

/// <summary>What is counted together.</summary>
internal enum Per
{
    Rep,
    Prospect,
    Rule,
}

/// <summary>The most alerts of a rule in some time.</summary>
/// <param name="Per">What is counted together.</param>
/// <param name="Max">The most.</param>
/// <param name="Every">The time.</param>
/// <param name="DropExcess">Whether further ones are dropped, instead of sent in a digest.</param>
internal sealed record Throttle(Per Per, int Max, TimeSpan Every, bool DropExcess = false);

/// <summary>One more alert when a rule fires too often.</summary>
/// <param name="After">For so many calls.</param>
/// <param name="Within">In this time.</param>
/// <param name="Per">Of the same rep or prospect.</param>
/// <param name="Notify">The channels that get it.</param>
/// <param name="Severity">Its severity; null for the rule's.</param>
internal sealed record Escalation(int After, TimeSpan Within, Per Per, IReadOnlyList<string> Notify, Severity? Severity = null);

/// <summary>A call on which a rule must fire, or not.</summary>
/// <param name="Lines">Speaker and words.</param>
internal sealed record Example(IReadOnlyList<(string Speaker, string Words)> Lines);
