namespace CallEvents.Alerting.Commands.Reading;

/// <summary>The Revont API answers no more, or rejects the key: what was read so far stays.</summary>
/// <param name="message">One line for an operator, without personal data and secrets.</param>
internal sealed class ApiTroubleException(string message) : Exception(message);
