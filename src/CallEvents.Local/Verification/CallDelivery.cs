using CallEvents.Poller.Calls;

namespace CallEvents.Local.Verification;

/// <summary>The deliveries for one call, according to the ledger, the bus, the CRM updater and alerting.</summary>
internal sealed record CallDelivery
{
    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset DiscoveredAt { get; init; }

    public string? Outcome { get; init; }

    public TranscriptState Transcript { get; init; }

    /// <summary>The number of distinct CallRecorded messages; more than one is a duplicate.</summary>
    public int Recorded { get; init; }

    /// <summary>The number of distinct CallTranscribed messages; more than one is a duplicate.</summary>
    public int Transcribed { get; init; }

    public bool FieldsWritten { get; init; }

    public bool TranscriptWritten { get; init; }

    public bool Alerted { get; init; }
}
