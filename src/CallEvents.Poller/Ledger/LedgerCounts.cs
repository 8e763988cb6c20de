using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Ledger;

/// <summary>Numbers of rows that the ledger holds of one workspace.</summary>
/// <param name="PendingTranscripts">Calls with a pending transcript.</param>
/// <param name="OldestPendingTranscript">When the oldest of them was discovered.</param>
/// <param name="Parked">Parked calls and items.</param>
/// <param name="Gaps">Slices that could not be read.</param>
/// <param name="Oversized">Events over <c>Publishing:MaxBytes</c>.</param>
/// <param name="OldestPendingEvents">When the oldest pending event of each type was observed.</param>
/// <param name="Jobs">Jobs that have not ended.</param>
internal sealed record LedgerCounts(
    long PendingTranscripts,
    DateTimeOffset? OldestPendingTranscript,
    long Parked,
    long Gaps,
    long Oversized,
    IReadOnlyDictionary<CallEventType, DateTimeOffset> OldestPendingEvents,
    IReadOnlyDictionary<(JobKind Kind, JobState State), long> Jobs
);
