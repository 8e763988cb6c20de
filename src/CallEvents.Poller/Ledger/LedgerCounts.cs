namespace CallEvents.Poller.Ledger;

/// <summary>What the ledger holds of one workspace.</summary>
/// <param name="PendingTranscripts">Calls whose transcript is waited for.</param>
/// <param name="OldestPending">When the oldest of them was first seen.</param>
/// <param name="Parked">Calls and items set aside.</param>
/// <param name="Gaps">Slices passed unread.</param>
/// <param name="TooLarge">Facts over <c>Publishing:MaxBytes</c>.</param>
internal sealed record LedgerCounts(long PendingTranscripts, DateTimeOffset? OldestPending, long Parked, long Gaps, long TooLarge);
