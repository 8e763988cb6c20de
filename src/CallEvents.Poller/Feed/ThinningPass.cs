using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Feed;

/// <summary>Thins what lies below the deepest re-read, a bounded number at a time, so that it is in nobody's way.</summary>
internal sealed class ThinningPass(LedgerReader reader, LedgerWriter ledger, RereadLines lines, Api.ApiClock clock)
{
    private const int AtOnce = 500;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await reader.ThinnableAsync(lines.Workspace, lines.Deepest(clock.Now), AtOnce, cancellationToken) is { Count: > 0 } calls)
            await ledger.CommitAsync(new Commit { Thin = calls }, cancellationToken);
    }
}
