using CallEvents.Simulator.Calls;

namespace CallEvents.Simulator.Generation;

/// <summary>A generated call and the source of its transcript.</summary>
internal sealed record GeneratedCall(SimulatedCall Call, TranscriptSource TranscriptSource);
