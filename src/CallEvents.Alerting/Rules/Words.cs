namespace CallEvents.Alerting.Rules;

/// <summary>What has to be said, by whom and when. The phrases are those of the file, not folded.</summary>
internal sealed record Words
{
    /// <summary>One of these at least.</summary>
    public IReadOnlyList<string>? Any { get; init; }

    /// <summary>Each of these at least once.</summary>
    public IReadOnlyList<string>? All { get; init; }

    /// <summary>All of these within <see cref="Within"/> words.</summary>
    public IReadOnlyList<string>? Near { get; init; }

    /// <summary>From the first word of the first find to the last word of the last.</summary>
    public int? Within { get; init; }

    /// <summary>At so many places at least.</summary>
    public int AtLeast { get; init; } = 1;

    public Speaker By { get; init; } = Speaker.Anyone;

    /// <summary>In which part of the call; null for all of it.</summary>
    public CallPart? In { get; init; }

    /// <summary>Whether only finds in a sentence that asks count.</summary>
    public bool InQuestion { get; init; }
}

/// <summary>The first or last part of a call: a time, or a share.</summary>
/// <param name="IsFirst">Whether it is the first part.</param>
/// <param name="Seconds">The time; null for a share.</param>
/// <param name="Share">From 0 to 1; null for a time.</param>
internal sealed record CallPart(bool IsFirst, double? Seconds, double? Share);

/// <summary>Whose words count: a speaker's name in the transcript without regard to case, or null for anyone's.</summary>
internal sealed record Speaker(string? Name)
{
    public static Speaker Anyone { get; } = new((string?)null);
}
