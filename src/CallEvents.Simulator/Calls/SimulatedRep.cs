namespace CallEvents.Simulator.Calls;

/// <summary>A sales representative of the simulated workspace.</summary>
/// <param name="Id">The user id, the value of <c>rep_id</c>.</param>
/// <param name="Name">The full name, which transcripts may contain.</param>
public sealed record SimulatedRep(string Id, string Name);
