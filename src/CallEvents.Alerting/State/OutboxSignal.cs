namespace CallEvents.Alerting.State;

/// <summary>Wakes the senders of this process when there is something to send; those of other replicas find it by looking.</summary>
internal sealed class OutboxSignal
{
    private volatile TaskCompletionSource signal = New();

    /// <summary>Completes with the next <see cref="Set"/>. Take it before looking, so that nothing is missed.</summary>
    public Task Next => signal.Task;

    public void Set() => Interlocked.Exchange(ref signal, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
