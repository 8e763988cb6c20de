namespace CallEvents.ServiceDefaults.Resilience;

/// <summary>
/// Runs an operation until it completes or is stopped: a failure is reported and followed by another run after a backoff.
/// </summary>
/// <param name="backoff">The delays after consecutive failures.</param>
/// <param name="time">The clock.</param>
public sealed class Supervisor(ExponentialBackoff backoff, TimeProvider time)
{
    /// <summary>After a run of at least this length, a failure counts as the first one.</summary>
    private static readonly TimeSpan HealthyRunTime = TimeSpan.FromMinutes(1);

    /// <summary>Returns when the operation completes, or after a stop.</summary>
    /// <param name="operation">Run again after each failure.</param>
    /// <param name="onFailure">Reports a failure.</param>
    /// <param name="stopping">Stops it; the operation's cancellation by it is no failure.</param>
    public async Task RunAsync(Func<CancellationToken, Task> operation, Action<Exception> onFailure, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var startedAt = time.GetTimestamp();
            try
            {
                await operation(stopping);
                return;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                onFailure(exception);
                if (time.GetElapsedTime(startedAt) > HealthyRunTime)
                    backoff.Reset();
                await Task.Delay(backoff.Next(), time, stopping)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }
}
