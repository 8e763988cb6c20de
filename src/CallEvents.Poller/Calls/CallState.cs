using CallEvents.Contracts;

namespace CallEvents.Poller.Calls;

/// <summary>What the ledger knows of one call. Replaced as a whole by each observation.</summary>
internal sealed record CallState
{
    public required string Workspace { get; init; }

    public required string CallId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public double? DurationSeconds { get; init; }

    public string? RepId { get; init; }

    public string? ProspectEmail { get; init; }

    public double? CoachingScore { get; init; }

    public string? Outcome { get; init; }

    /// <summary>The revision of the last event.</summary>
    public required long Revision { get; init; }

    /// <summary>When the call was first observed.</summary>
    public required DateTimeOffset DiscoveredAt { get; init; }

    /// <summary>When the request of the newest response was sent. An older response changes no field.</summary>
    public required DateTimeOffset AnsweredAt { get; init; }

    /// <summary>The lane of this call's transcript checks, which determines the origin of its events.</summary>
    public required Lane Lane { get; init; }

    public required TranscriptState Transcript { get; init; }

    /// <summary>Checks that were answered with "not yet".</summary>
    public int Checks { get; init; }

    /// <summary>When the last such check was answered.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>When the next check is due; null when none is.</summary>
    public DateTimeOffset? NextCheckAt { get; init; }

    /// <summary>How long the transcript has been pending, counting only time in which checks were answered as planned.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>Number of segments of the transcript last published.</summary>
    public int TranscriptSegments { get; init; }

    /// <summary>Length of the transcript last published, in characters.</summary>
    public long TranscriptLength { get; init; }

    /// <summary>
    /// Detects changes of the members that redaction removed; null while the call is not redacted, empty when it is forgotten.
    /// </summary>
    public string? Fingerprint { get; init; }

    /// <summary>The W3C trace context of the commit that recorded the first event; null when it was not sampled.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The last replay that has published it again: one that is resumed does not repeat it.</summary>
    public long? LastReplay { get; init; }

    /// <summary>When its data was erased for good; null for any other call. Nothing is published of it any more.</summary>
    public DateTimeOffset? ForgottenAt { get; init; }

    /// <summary>Without personal data, and with a fingerprint of it.</summary>
    public CallState Redacted(FingerprintKey key) =>
        this with
        {
            RepId = null,
            ProspectEmail = null,
            CheckedAt = null,
            Fingerprint = Calls.Fingerprint.Of(key, CallId, RepId, ProspectEmail),
        };

    /// <summary>A tombstone: that there was such a call, when it was created, and its last revision.</summary>
    public CallState Forgotten(DateTimeOffset at) =>
        new()
        {
            Workspace = Workspace,
            CallId = CallId,
            CreatedAt = CreatedAt,
            Revision = Revision,
            DiscoveredAt = DiscoveredAt,
            AnsweredAt = AnsweredAt,
            Lane = Lane,
            Transcript = TranscriptState.GivenUp,
            Fingerprint = "",
            ForgottenAt = at,
        };

    public Call ToCall() =>
        new()
        {
            Id = CallId,
            CreatedAt = CreatedAt,
            DurationSeconds = DurationSeconds,
            RepId = RepId,
            ProspectEmail = ProspectEmail,
            CoachingScore = CoachingScore,
            Outcome = Outcome,
        };

    public CallState With(Call call) =>
        this with
        {
            CreatedAt = call.CreatedAt,
            DurationSeconds = call.DurationSeconds,
            RepId = call.RepId,
            ProspectEmail = call.ProspectEmail,
            CoachingScore = call.CoachingScore,
            Outcome = call.Outcome,
            Fingerprint = null,
        };
}
