using CallEvents.Poller.Outbox;
using CallEvents.Revont.Requests;

namespace CallEvents.Tests.Simulation.Defects;

/// <summary>A defect that is planted at the seams of the poller, so that the product's code need not know of it.</summary>
internal abstract class PlantedDefect
{
    public static readonly PlantedDefect None = new NoDefect();

    /// <summary>What the poller sees of the API.</summary>
    public virtual IRevontApi Decorate(IRevontApi api, SimulatedWorld world) => api;

    /// <summary>What the poller sees of the broker.</summary>
    public virtual IMessageSender Decorate(IMessageSender sender, SimulatedWorld world) => sender;

    /// <summary>What the database sees of a statement.</summary>
    public virtual string Rewrite(string sql) => sql;

    /// <summary>A statement that becomes part of every commit; null for none.</summary>
    public virtual string? SqlWithCommit(SimulatedWorld world) => null;

    private sealed class NoDefect : PlantedDefect;
}
