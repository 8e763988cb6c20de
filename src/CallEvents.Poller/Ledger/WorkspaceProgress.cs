using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Ledger;

/// <summary>A workspace as of the last commit. Only the ledger writer advances it.</summary>
internal sealed class WorkspaceProgress(WorkspaceRow row)
{
    /// <summary>The name under which it is stored: letter case in a later configuration is no other workspace.</summary>
    public string Name => row.Name;

    /// <inheritdoc cref="WorkspaceRow.StartFrom"/>
    public DateTimeOffset StartFrom => Current.StartFrom;

    /// <inheritdoc cref="WorkspaceRow.StartedAt"/>
    public DateTimeOffset StartedAt => row.StartedAt;

    public Progress Current { get; private set; } = new(row.Watermark, row.BackfilledTo, row.StartFrom);

    public DateTimeOffset Watermark => Current.Watermark;

    public DateTimeOffset BackfilledTo => Current.BackfilledTo;

    /// <summary>Whether backfill has reached the first start.</summary>
    public bool IsBackfilled => BackfilledTo >= StartedAt;

    public void Set(Progress progress) => Current = progress;
}
