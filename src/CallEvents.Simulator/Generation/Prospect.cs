namespace CallEvents.Simulator.Generation;

/// <summary>A potential customer.</summary>
internal sealed record Prospect(string FirstName, string Company, string Email);
