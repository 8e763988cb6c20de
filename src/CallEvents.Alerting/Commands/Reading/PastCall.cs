using CallEvents.Contracts;

namespace CallEvents.Alerting.Commands.Reading;

/// <summary>A call as the API shows it today.</summary>
/// <param name="Call">Its fields.</param>
/// <param name="Transcript">Its transcript; null where there is none, and where it was not read.</param>
/// <param name="Error">Why its transcript could not be read, without personal data; null where it was, or is not needed.</param>
internal sealed record PastCall(Call Call, IReadOnlyList<Segment>? Transcript = null, string? Error = null);
