using CallEvents.Poller.Calls;
using CallEvents.ServiceDefaults.Database;

namespace CallEvents.Poller.Ledger;

/// <summary>What the writer's decisions depend on beside the ledger.</summary>
/// <param name="Transcripts">When transcripts are checked.</param>
/// <param name="MaxBytes">Events with a longer message are never sent.</param>
/// <param name="Now">The corrected clock.</param>
/// <param name="Random">The source of jitter.</param>
/// <param name="FingerprintKey">The key of the fingerprints of redacted calls.</param>
/// <param name="Clock">The database's clock.</param>
/// <param name="Erased">The calls whose data was erased for good.</param>
internal sealed record LedgerWriterSettings(
    TranscriptOptions Transcripts,
    int MaxBytes,
    Func<DateTimeOffset> Now,
    Random Random,
    FingerprintKey FingerprintKey,
    DatabaseClock Clock,
    ErasedCalls Erased
);
