using CallEvents.Poller.Api;
using CallEvents.Poller.Leasing;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Outbox;

namespace CallEvents.Poller.Workspaces;

/// <summary>The state of one workspace in this process, composed of what each part of the poller knows.</summary>
internal sealed class WorkspaceStatus(string name, ApiHealth api, LeaseStatus lease, TimeProvider time)
{
    public string Name => name;

    public ApiHealth Api => api;

    public LeaseStatus Lease => lease;

    public LedgerStatus Ledger { get; } = new(time);

    public PublishingStatus Publishing { get; } = new();

    /// <summary>What failed while the lease was held ends with it: nothing here would notice that it works again.</summary>
    public void EndSession()
    {
        Api.Reset();
        Publishing.Reset();
        Ledger.PausedAt = null;
    }

    /// <summary>How far the watermark is behind now; null for a stand-by.</summary>
    public TimeSpan? WatermarkLag => lease.IsHeld ? Ledger.WatermarkLag : null;
}
