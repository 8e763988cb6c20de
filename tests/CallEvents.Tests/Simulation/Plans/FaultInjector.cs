using System.Net;
using CallEvents.Tests.Simulation.Scheduling;

namespace CallEvents.Tests.Simulation.Plans;

/// <summary>Hands out the faults of a plan as the run reaches them.</summary>
internal sealed class FaultInjector
{
    private readonly Scheduler scheduler;
    private readonly HashSet<int> crashes;
    private readonly Dictionary<int, bool> commits;
    private readonly Dictionary<int, BrokerAnswer> publishes;
    private readonly List<ApiFault> requests;
    private readonly List<(TimeSpan From, TimeSpan To)> databaseAway;
    private readonly List<(TimeSpan From, TimeSpan To)> unbound;
    private readonly List<(TimeSpan From, TimeSpan To)> brokerAway;
    private readonly List<ApiAway> apiAway;
    private int commitCount;
    private int publishCount;
    private int requestCount;

    public FaultInjector(SimulationPlan plan, Scheduler scheduler)
    {
        this.scheduler = scheduler;
        crashes = [.. plan.Faults.OfType<Crash>().Select(crash => crash.Step)];
        commits = plan
            .Faults.OfType<CommitFault>()
            .DistinctBy(fault => fault.Number)
            .ToDictionary(fault => fault.Number, fault => fault.IsWritten);
        publishes = plan
            .Faults.OfType<PublishFault>()
            .DistinctBy(fault => fault.Number)
            .ToDictionary(fault => fault.Number, fault => fault.Answer);
        requests = [.. plan.Faults.OfType<ApiFault>()];
        databaseAway = [.. plan.Faults.OfType<DatabaseAway>().Select(fault => (fault.At, fault.At + fault.For))];
        unbound = [.. plan.Faults.OfType<Unbound>().Select(fault => (fault.At, fault.At + fault.For))];
        brokerAway = [.. plan.Faults.OfType<BrokerAway>().Select(fault => (fault.At, fault.At + fault.For))];
        apiAway = [.. plan.Faults.OfType<ApiAway>()];
        PlannedUntil = plan.Faults.Select(End).Append(TimeSpan.Zero).Max();
    }

    /// <summary>The end of the last fault that is planned by time.</summary>
    public TimeSpan PlannedUntil { get; }

    /// <summary>When the last fault happened that was planned by number.</summary>
    public TimeSpan LastInjectedAt { get; private set; }

    public bool IsDatabaseAway => databaseAway.Exists(Covers);

    public bool IsBrokerAway => brokerAway.Exists(Covers);

    /// <summary>The status with which the API refuses every request at present; null when it does not.</summary>
    public HttpStatusCode? RefusedWith => apiAway.Find(fault => Covers((fault.At, fault.At + fault.For)))?.Status;

    public bool IsBound => !unbound.Exists(Covers);

    public bool IsCrash(int step) => Record(crashes.Contains(step));

    /// <summary>The fault of the next commit: whether it is written although it fails; null for none.</summary>
    public bool? NextCommit() => Record(commits.TryGetValue(++commitCount, out var isWritten)) ? isWritten : null;

    public BrokerAnswer? NextPublish() => Record(publishes.TryGetValue(++publishCount, out var answer)) ? answer : null;

    /// <summary>The fault of the next request. One that needs a cursor waits for a request with a cursor.</summary>
    public ApiAnswer? NextRequest(bool isList, bool hasCursor)
    {
        requestCount++;
        var index = requests.FindIndex(fault => fault.Number <= requestCount && AppliesTo(fault.Answer, isList, hasCursor));
        if (!Record(index >= 0))
            return null;
        var answer = requests[index].Answer;
        requests.RemoveAt(index);
        return answer;
    }

    private static bool AppliesTo(ApiAnswer answer, bool isList, bool hasCursor) =>
        answer switch
        {
            ApiAnswer.CursorExpired => hasCursor,
            ApiAnswer.EmptyPage => isList,
            _ => true,
        };

    private static TimeSpan End(Fault fault) =>
        fault switch
        {
            Freeze freeze => freeze.At + freeze.For,
            Restart restart => restart.At,
            DatabaseAway away => away.At + away.For,
            Unbound unbound => unbound.At + unbound.For,
            BrokerAway away => away.At + away.For,
            ApiAway away => away.At + away.For,
            _ => TimeSpan.Zero,
        };

    private bool Covers((TimeSpan From, TimeSpan To) span) => span.From <= scheduler.Now && scheduler.Now < span.To;

    private bool Record(bool isFault)
    {
        if (isFault)
            LastInjectedAt = scheduler.Now;
        return isFault;
    }
}
