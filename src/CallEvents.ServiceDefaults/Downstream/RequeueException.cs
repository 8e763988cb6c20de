namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>The message is not handled yet and nothing is wrong with it: <see cref="RequeueFilter"/> lets the broker requeue it.</summary>
internal sealed class RequeueException(string message, CancellationToken handling) : OperationCanceledException(message, handling);
