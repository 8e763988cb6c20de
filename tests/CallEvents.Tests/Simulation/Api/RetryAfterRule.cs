using System.Globalization;
using CallEvents.Tests.Simulation.Scheduling;

namespace CallEvents.Tests.Simulation.Api;

/// <summary>
/// No request before a <c>Retry-After</c> is over, by whichever process. The only excuse is that the process that received it died,
/// or could not commit, in the same instant: it could not store it.
/// </summary>
internal sealed class RetryAfterRule(SimulatedWorld world)
{
    private readonly List<Wait> waits = [];

    /// <summary>A process has received the response.</summary>
    public void Begin(SimulatedProcess process, TimeSpan length)
    {
        var now = world.Scheduler.Now;
        var wait = new Wait(process, now, now + length);
        waits.Add(wait);

        // The first act on the response: nothing takes time before it is stored.
        world.Scheduler.After(TimeSpan.FromTicks(1), () => wait.IsStored = CanStore(process, now));
    }

    /// <summary>A process sends a request.</summary>
    public void CheckRequest(SimulatedProcess process)
    {
        var now = world.Scheduler.Now;
        foreach (var wait in waits.Where(wait => wait.ReceivedAt < now && now < wait.Until && (wait.Process == process || wait.IsStored)))
        {
            var early = (wait.Until - now).TotalSeconds;
            world.Violate(
                string.Create(CultureInfo.InvariantCulture, $"{process.Name} sends a request {early:F3} s before a Retry-After is over")
            );
        }
    }

    private bool CanStore(SimulatedProcess process, TimeSpan receivedAt) =>
        process is { IsAlive: true, IsFrozen: false } && world.Faults.LastInjectedAt < receivedAt && !world.Faults.IsDatabaseAway;

    private sealed class Wait(SimulatedProcess process, TimeSpan receivedAt, TimeSpan until)
    {
        public SimulatedProcess Process => process;

        /// <summary>What is sent in the same instant crosses the response.</summary>
        public TimeSpan ReceivedAt => receivedAt;

        public TimeSpan Until => until;

        public bool IsStored { get; set; }
    }
}
