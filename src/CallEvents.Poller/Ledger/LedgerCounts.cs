namespace CallEvents.Poller.Ledger;

/// <summary>What the ledger holds of one workspace.</summary>
/// <param name="PendingTranscripts">Calls whose transcript is waited for.</param>
/// <param name="OldestPendingTranscript">When the oldest of them was first seen.</param>
/// <param name="Parked">Calls and items set aside.</param>
/// <param name="Gaps">Slices passed unread.</param>
/// <param name="Oversized">Facts over <c>Publishing:MaxBytes</c>.</param>
internal sealed record LedgerCounts(long PendingTranscripts, DateTimeOffset? OldestPendingTranscript, long Parked, long Gaps, long Oversized);
