namespace CallEvents.ServiceDefaults.Bus;

/// <summary>The message itself is wrong and always will be: it goes to <c>_error</c> at once, with the reason.</summary>
/// <param name="reason">Why, without personal data: it stands in the header of the message and in the log.</param>
public sealed class MessageRejectedException(string reason) : Exception(reason);
