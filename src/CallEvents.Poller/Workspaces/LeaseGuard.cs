using CallEvents.Poller.Api;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Workspaces;

/// <summary>Allows requests while the lease is held, and stores pauses in the ledger.</summary>
internal sealed class LeaseGuard(Lease lease, LedgerWriter ledger) : IRequestGuard
{
    public void EnsureAllowed() => lease.EnsureHeld();

    public Task StorePauseAsync(TimeSpan delay) => ledger.CommitAsync(new ApiPause(delay), CancellationToken.None);
}
