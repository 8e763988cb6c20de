namespace CallEvents.Simulator.Calls;

/// <summary>A segment of a simulated transcript, spoken by one person.</summary>
/// <param name="Speaker"><c>rep</c> or <c>prospect</c> in generated transcripts.</param>
/// <param name="StartMs">The start, in milliseconds from the start of the call.</param>
/// <param name="EndMs">The end, in milliseconds from the start of the call.</param>
/// <param name="Text">The spoken text.</param>
public sealed record SimulatedSegment(string? Speaker, long? StartMs, long? EndMs, string? Text);
