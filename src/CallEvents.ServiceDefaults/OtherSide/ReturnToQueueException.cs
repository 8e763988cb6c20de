namespace CallEvents.ServiceDefaults;

/// <summary>The message is not done and nothing is wrong with it: back to its queue, never to <c>_error</c>.</summary>
internal sealed class ReturnToQueueException(string message, CancellationToken handling) : OperationCanceledException(message, handling);
