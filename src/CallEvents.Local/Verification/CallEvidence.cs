using CallEvents.Poller.Calls;

namespace CallEvents.Local.Verification;

/// <summary>What happened to one call, by what the ledger, the bus, the CRM updater and alerting know.</summary>
internal sealed record CallEvidence
{
    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset SeenAt { get; init; }

    public string? Outcome { get; init; }

    public TranscriptState Transcript { get; init; }

    /// <summary>Under how many ids it was told as recorded: one is right.</summary>
    public int Recorded { get; init; }

    /// <summary>Under how many ids its transcript was told.</summary>
    public int Transcribed { get; init; }

    public bool FieldsWritten { get; init; }

    public bool TranscriptWritten { get; init; }

    public bool Alerted { get; init; }
}
