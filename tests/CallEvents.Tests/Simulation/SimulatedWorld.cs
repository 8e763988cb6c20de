using System.Globalization;
using CallEvents.Tests.Simulation.Api;
using CallEvents.Tests.Simulation.Broker;
using CallEvents.Tests.Simulation.Database;
using CallEvents.Tests.Simulation.Defects;
using CallEvents.Tests.Simulation.Plans;
using CallEvents.Tests.Simulation.Scheduling;

namespace CallEvents.Tests.Simulation;

/// <summary>
/// What outlives every poller: the time, the API, the broker and the database. Counts the steps of the pollers, and kills them.
/// </summary>
internal sealed class SimulatedWorld : IDisposable
{
    /// <summary>Not a whole second, as no start is.</summary>
    public static readonly DateTimeOffset Start = new(2040, 1, 1, 12, 0, 0, 400, TimeSpan.Zero);

    private readonly List<string> trace = [];
    private readonly List<string> violations = [];

    public SimulatedWorld(SimulationPlan plan, PlantedDefect defect)
    {
        Plan = plan;
        Defect = defect;
        Scheduler = new Scheduler(plan.Seed);
        Faults = new FaultInjector(plan, Scheduler);
        Clock = new ProcessClock(new SimulatedProcess("world", Scheduler), Start);
        Database = new SimulatedDatabase();
        Broker = new SimulatedBroker();
        Api = new SimulatedApiServer(this);
        RetryAfter = new RetryAfterRule(this);
    }

    public SimulationPlan Plan { get; }

    public Scheduler Scheduler { get; }

    public FaultInjector Faults { get; }

    /// <summary>The true time.</summary>
    public TimeProvider Clock { get; }

    public SimulatedDatabase Database { get; }

    public SimulatedBroker Broker { get; }

    public SimulatedApiServer Api { get; }

    public RetryAfterRule RetryAfter { get; }

    public PlantedDefect Defect { get; }

    /// <summary>The settings of the pollers.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = SimulatedScenario.Settings;

    /// <summary>Called for each process that starts, before it works.</summary>
    public Action<SimulatedProcess, IServiceProvider> Started { get; init; } = (_, _) => { };

    /// <summary>How often a poller counts the ledger's rows; null for never, since it decides nothing.</summary>
    public TimeSpan? RowCountInterval { get; init; }

    /// <summary>Called when a process is to die.</summary>
    public Action<SimulatedProcess> Kill { get; set; } = process => process.Kill();

    public int Steps { get; private set; }

    /// <summary>The steps of commits after which a job was running.</summary>
    public List<int> StepsWithJob { get; } = [];

    public IReadOnlyList<string> Trace => trace;

    public IReadOnlyList<string> Violations => violations;

    /// <summary>
    /// A step of a process: its interaction with the API, the broker or the database begins or ends. False: the process is dead, or dies in
    /// this step, and must not continue.
    /// </summary>
    public bool Step(SimulatedProcess process, string what)
    {
        if (!process.IsAlive || !Scheduler.IsOnThread())
            return false;

        Steps++;
        Note($"{process.Name} {what}");
        if (!Faults.IsCrash(Steps))
            return true;
        Kill(process);
        return false;
    }

    public void Note(string what) => trace.Add(string.Create(CultureInfo.InvariantCulture, $"{Scheduler.Now.TotalSeconds:F3} {what}"));

    public void Violate(string what)
    {
        Note($"violation: {what}");
        if (!violations.Contains(what))
            violations.Add(what);
    }

    /// <summary>A latency of the network, in both directions from a few milliseconds to a tenth of a second.</summary>
    public TimeSpan Latency() => TimeSpan.FromMilliseconds(2 + Scheduler.Draw(60));

    public void Dispose() => Database.Dispose();
}
