namespace CallEvents.Poller.Leasing;

/// <summary>The lease of a workspace: its holder, and how long it still lasts. Negative: how long the workspace has been free.</summary>
internal sealed record WorkspaceLease(string Workspace, string? Holder, TimeSpan Left)
{
    public bool IsFree => Holder is null || Left <= TimeSpan.Zero;

    public TimeSpan FreeFor => -Left;

    public bool IsHeldBy(string replica) => !IsFree && Holder == replica;
}
