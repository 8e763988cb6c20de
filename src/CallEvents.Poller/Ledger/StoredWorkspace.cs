using System.Collections.Immutable;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Ledger;

/// <summary>A workspace as the ledger stores it, loaded when a session starts.</summary>
/// <param name="Row">The workspace's row.</param>
/// <param name="RemainingPause">How much of the API's <c>Retry-After</c> is left; zero or less when nothing is.</param>
/// <param name="Rereads">The progress of its re-read windows.</param>
/// <param name="Parked">Its parked keys, and whether a page showed them malformed.</param>
/// <param name="Pending">The numbers of its pending events.</param>
/// <param name="Calls">The number of its calls.</param>
internal sealed record StoredWorkspace(
    WorkspaceRow Row,
    TimeSpan RemainingPause,
    IReadOnlyList<RereadRow> Rereads,
    ImmutableDictionary<string, bool> Parked,
    IReadOnlyDictionary<CallEventType, long> Pending,
    long Calls
);
