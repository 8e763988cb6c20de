using CallEvents.Tests.Simulation.Plans;

namespace CallEvents.Tests.Simulation.Defects;

/// <summary>A planted defect, and the plans under which it shows.</summary>
/// <param name="Name">As in the table of this project's README.</param>
/// <param name="Create">A new one for each run.</param>
/// <param name="ChaosNotices">Whether the judge of the chaos test notices too.</param>
/// <param name="Plans">Tried in order until it is noticed.</param>
internal sealed record DefectCase(string Name, Func<PlantedDefect> Create, bool ChaosNotices, IEnumerable<SimulationPlan> Plans)
{
    public static IReadOnlyList<DefectCase> All { get; } =
    [
        new("watermark moved on the first page", () => new WatermarkOnFirstPage(), true, Dying(1, 120)),
        new("border second dropped", () => new BorderSecondDropped(), true, [SimulationPlans.Fixed]),
        new("stop at a known call", () => new StopAtKnownCall(), true, [SimulationPlans.Fixed]),
        new("empty page taken as the end", () => new EmptyPageIsTheEnd(), true, Repeated(ApiAnswer.EmptyPage)),
        new("rejected cursor taken as the end", () => new RejectedCursorIsTheEnd(), true, Repeated(ApiAnswer.CursorExpired)),
        new("parked call forgotten", () => new ParkedForgotten(), true, [SimulationPlans.Fixed]),
        new("partial transcript taken as final", () => new PartialTranscriptIsFinal(), true, [SimulationPlans.Fixed]),
        new("`Retry-After` forgotten", () => new RetryAfterForgotten(), true, [SimulationPlans.Fixed]),
        new(
            "`Retry-After` not stored",
            () => new RetryAfterNotStored(),
            false,
            Dying(SimulationPlans.StepOfRetryAfter + 3, SimulationPlans.StepOfRetryAfter + 20)
        ),
        new("commit after the lease was lost", () => new FenceNotChecked(), false, Frozen()),
        new("marked published before confirmed", () => new MarkedBeforeConfirmed(), true, Publishes(BrokerAnswer.Refused)),
        new("new id on retry", () => new NewIdOnRetry(), true, Publishes(BrokerAnswer.DeliveredAndTimedOut)),
        new("new content on retry", () => new NewContentOnRetry(), true, Publishes(BrokerAnswer.DeliveredAndTimedOut)),
        new("update without a new revision", () => new UpdateWithoutRevision(), true, [SimulationPlans.Fixed]),
        new(
            "publish without mandatory",
            () => new NotMandatory(),
            true,
            [SimulationPlans.Fixed.With(new Unbound(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10)))]
        ),
    ];

    private static IEnumerable<SimulationPlan> Dying(int first, int last) =>
        Enumerable.Range(first, last - first + 1).Select(step => SimulationPlans.Fixed.With(new Crash(step)));

    private static IEnumerable<SimulationPlan> Repeated(ApiAnswer answer) =>
        [SimulationPlans.Fixed.With(Enumerable.Repeat(new ApiFault(1, answer), 8))];

    private static IEnumerable<SimulationPlan> Publishes(BrokerAnswer answer) => [SimulationPlans.Fixed.With(new PublishFault(5, answer))];

    /// <summary>Another poller takes over while the holder of the lease is suspended with a request under way.</summary>
    private static IEnumerable<SimulationPlan> Frozen() =>
        from moment in Enumerable.Range(0, 30)
        from holder in Enumerable.Range(0, 2)
        let at = TimeSpan.FromSeconds(5) + TimeSpan.FromMilliseconds(20 * moment)
        select SimulationPlans.Fixed.With(new Freeze(at, holder, TimeSpan.FromSeconds(30))) with
        {
            Clocks = [TimeSpan.Zero, TimeSpan.Zero],
        };
}
