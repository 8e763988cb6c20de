namespace CallEvents.Poller.Calls;

/// <summary>When transcripts are checked, and when the poller gives up. Source: section <c>Transcripts</c>.</summary>
public sealed class TranscriptOptions
{
    /// <summary>The section these options are bound from.</summary>
    public const string Section = "Transcripts";

    /// <summary>The delay between the first check, made immediately, and the second. Each further delay is twice as long.</summary>
    /// <value>Default: 30 seconds. Above zero, up to 1 day.</value>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest delay between two checks.</summary>
    /// <value>Default: 6 hours. Above zero, up to 7 days.</value>
    public TimeSpan MaxRetry { get; set; } = TimeSpan.FromHours(6);

    /// <summary>After this time of answered checks without a transcript, <c>CallTranscriptUnavailable</c> is published.</summary>
    /// <value>Default: 2 days. Above zero, up to 365 days.</value>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(2);

    /// <summary>The delay before a transcript that ends well before its call is checked once more.</summary>
    /// <value>Default: 15 minutes. Above zero, up to 7 days.</value>
    public TimeSpan SettleAfter { get; set; } = TimeSpan.FromMinutes(15);
}
