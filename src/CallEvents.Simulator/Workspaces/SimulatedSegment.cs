namespace CallEvents.Simulator.Workspaces;

/// <summary>One speaker's stretch of a simulated transcript.</summary>
/// <param name="Speaker"><c>rep</c> or <c>prospect</c> in generated transcripts.</param>
/// <param name="StartMs">Where it begins, in milliseconds from the start of the call.</param>
/// <param name="EndMs">Where it ends, in milliseconds from the start of the call.</param>
/// <param name="Text">What was said.</param>
public sealed record SimulatedSegment(string? Speaker, long? StartMs, long? EndMs, string? Text);
