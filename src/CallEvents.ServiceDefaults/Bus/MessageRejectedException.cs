namespace CallEvents.ServiceDefaults.Bus;

/// <summary>The message itself is wrong, and a retry will not change that: it goes to <c>_error</c> immediately, with the reason.</summary>
/// <param name="reason">The reason, without personal data: it is written to a header of the message and to the log.</param>
public sealed class MessageRejectedException(string reason) : Exception(reason);
