namespace CallEvents.Simulator.Generation;

/// <summary>Someone to sell to.</summary>
internal sealed record Prospect(string FirstName, string Company, string Email);
