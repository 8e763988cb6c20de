using System.Threading.Channels;
using CallEvents.Poller.Diagnostics;

namespace CallEvents.Poller.Ledger;

/// <summary>Wakes a loop that has nothing to do. A signal set while the loop is busy is kept; several are one.</summary>
internal sealed class Signal(TimeProvider time)
{
    private readonly Channel<bool> channel = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public void Set() => channel.Writer.TryWrite(true);

    /// <summary>Returns when set, or after this time.</summary>
    public async Task WaitAsync(TimeSpan maxWait, CancellationToken cancellationToken)
    {
        if (maxWait <= TimeSpan.Zero)
            return;

        Heartbeat.Beat(maxWait);
        using var timeout = new CancellationTokenSource(maxWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await channel.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested) { }
    }
}
