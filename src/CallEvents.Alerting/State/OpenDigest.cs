namespace CallEvents.Alerting.State;

/// <summary>A digest that collects alerts.</summary>
/// <param name="Id">The id of its row.</param>
/// <param name="IsNew">Whether it holds nothing yet.</param>
internal sealed record OpenDigest(string Id, bool IsNew);
