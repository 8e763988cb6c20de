namespace CallEvents.Simulator.Workspaces;

/// <summary>A seller of the simulated workspace.</summary>
/// <param name="Id">The user id, as <c>rep_id</c> shows it.</param>
/// <param name="Name">The full name, as transcripts may mention it.</param>
public sealed record SimulatedRep(string Id, string Name);
