namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>The message is not done and nothing is wrong with it: <see cref="RequeueFilter"/> lets it go back to its queue.</summary>
internal sealed class RequeueException(string message, CancellationToken handling) : OperationCanceledException(message, handling);
