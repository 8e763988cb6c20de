namespace CallEvents.Poller.Calls;

/// <summary>How a call's transcript is waited for. Source: section <c>Transcripts</c>.</summary>
public sealed class TranscriptOptions
{
    /// <summary>The section these options are bound from.</summary>
    public const string Section = "Transcripts";

    /// <summary>The delay from the first check, which comes at once, to the second. Each further delay is twice as long.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest delay between two checks.</summary>
    /// <value>Default: 6 hours.</value>
    public TimeSpan MaxRetry { get; set; } = TimeSpan.FromHours(6);

    /// <summary>How long checks must have been answered with "not yet" before the transcript is told as unavailable.</summary>
    /// <value>Default: 2 days.</value>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(2);

    /// <summary>When to look once more at a transcript that ended well before its call.</summary>
    /// <value>Default: 15 minutes.</value>
    public TimeSpan SettleAfter { get; set; } = TimeSpan.FromMinutes(15);
}
