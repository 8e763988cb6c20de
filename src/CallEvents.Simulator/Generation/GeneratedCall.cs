using CallEvents.Simulator.Workspaces;

namespace CallEvents.Simulator.Generation;

/// <summary>A call as drawn, with what its transcript will be written from.</summary>
internal sealed record GeneratedCall(SimulatedCall Call, TranscriptScript Script);
