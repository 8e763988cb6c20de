namespace CallEvents.Alerting.Commands.Reading;

/// <summary>The API answers, but not for one call or one time.</summary>
/// <param name="message">Why, without personal data.</param>
internal sealed class UnreadableCallException(string message) : Exception(message);
