namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>The message is not done and nothing is wrong with it: <see cref="ReturnToQueueFilter"/> lets it go back to its queue.</summary>
internal sealed class ReturnToQueueException(string message, CancellationToken handling) : OperationCanceledException(message, handling);
