using System.Data.Common;
using CallEvents.ServiceDefaults.Database;

namespace CallEvents.Poller.Status;

/// <summary>Reads the ledger with a deadline, and describes why it cannot be read.</summary>
internal static class LedgerRead
{
    /// <summary>For a page in a browser, which waits.</summary>
    public static readonly TimeSpan PageDeadline = TimeSpan.FromSeconds(10);

    /// <summary>For a command: its process has just started, and compiles each query before it sends it.</summary>
    public static readonly TimeSpan CommandDeadline = TimeSpan.FromMinutes(1);

    /// <returns>The problem; null when it was read.</returns>
    public static async Task<string?> TryAsync(
        Func<CancellationToken, Task> read,
        TimeSpan deadline,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var elapsed = new CancellationTokenSource(deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, elapsed.Token);
        try
        {
            await read(either.Token);
            return null;
        }
        catch (OperationCanceledException) when (elapsed.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return "the ledger does not answer: timeout";
        }
        catch (Exception exception)
            when ((TransientDatabaseError.Describe(exception) ?? (exception as DbException)?.GetType().Name) is { } error)
        {
            return $"the ledger does not answer: {error}";
        }
    }
}
