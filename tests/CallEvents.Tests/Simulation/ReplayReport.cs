using CallEvents.Poller.Ledger.Schema;
using CallEvents.Tests.Simulation.Plans;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Simulation;

/// <summary>
/// Judges what replays have published: each call of the window once, with its transcript, under one id however often it was delivered.
/// </summary>
internal static class ReplayReport
{
    public static bool IsReplay(DeliveredEvent delivery) => delivery.Message.GetProperty("origin").GetString() == "replay";

    public static IReadOnlyList<string> Create(
        IReadOnlyList<PlannedJob> jobs,
        IReadOnlyList<ExposedCall> exposed,
        IReadOnlyList<DeliveredEvent> deliveries
    )
    {
        var replays = jobs.Where(job => job.Kind == JobKind.Replay).ToList();
        var ids = deliveries
            .GroupBy(delivery => (delivery.CallId, delivery.Type))
            .ToDictionary(group => group.Key, group => group.Select(delivery => delivery.MessageId).Distinct().Count());
        var expected =
            from call in exposed
            let times = replays.Count(job => IsWithin(job, call))
            from type in (string[])["CallRecorded", "CallTranscribed"]
            where times > 0 && (type == "CallRecorded" || call.Segments > 0)
            select (Event: (call.Id, type), Times: times);
        var wanted = expected.ToDictionary(one => one.Event, one => one.Times);
        return
        [
            .. wanted
                .Keys.Union(ids.Keys)
                .Where(one => wanted.GetValueOrDefault(one) != ids.GetValueOrDefault(one))
                .Select(one => $"{one}: replayed {ids.GetValueOrDefault(one)} times instead of {wanted.GetValueOrDefault(one)}"),
        ];
    }

    private static bool IsWithin(PlannedJob job, ExposedCall call) =>
        call.Fields.CreatedAt is var created && created >= SimulatedWorld.Start + job.From && created <= SimulatedWorld.Start + job.To;
}
