using System.Data.Common;
using CallEvents.ServiceDefaults.Database;

namespace CallEvents.Poller.Status;

/// <summary>Reads the ledger with a deadline, and describes why it cannot be read.</summary>
internal static class LedgerRead
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <returns>The problem; null when it was read.</returns>
    public static async Task<string?> TryAsync(Func<CancellationToken, Task> read, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await read(either.Token);
            return null;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
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
