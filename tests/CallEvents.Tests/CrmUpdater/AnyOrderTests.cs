using CallEvents.Contracts;
using CallEvents.CrmUpdater.LogCall;
using CallEvents.Tests.ServiceDefaults;
using CallEvents.TestSupport;
using CsCheck;

namespace CallEvents.Tests.CrmUpdater;

public sealed class AnyOrderTests
{
    private static int calls;

    /// <summary>The kinds of a call's messages in the order of their revisions, and the order, with repeats, in which they arrive.</summary>
    private sealed record Story(int[] Kinds, int[] Arrivals);

    private sealed record Told(string CallId, object[] Messages, IReadOnlyList<int> Arrivals);

    private static readonly Gen<Story> Stories =
        from kinds in Gen.Int[0, 2].Array[1, 5]
        from repeats in Gen.Int[0, kinds.Length - 1].Array[0, 6]
        from arrivals in Gen.Shuffle(Enumerable.Range(0, kinds.Length).Concat(repeats).ToArray())
        select new Story(kinds, arrivals);

    [Fact]
    public async Task Any_order_and_any_repeats_end_in_the_same_record_and_write_each_datum_only_when_it_is_newer()
    {
        var crm = new RecordingCrm();
        await using var host = await CrmHost.StartAsync(crm);

        await Stories.SampleAsync(async story =>
        {
            var told = Tell(story);
            foreach (var arrival in told.Arrivals)
                await host.Service<CallWriter>().WriteAsync(News(told.Messages[arrival]), CancellationToken.None);
            await JudgeAsync(host, crm, told);
        }, iter: 150, threads: 1);
    }

    [Fact]
    public async Task Over_the_bus_with_all_of_them_at_once_it_is_the_same()
    {
        var crm = new RecordingCrm();
        await using var host = await CrmHost.StartAsync(crm);
        var told = Stories.Array[60].Single().Select(Tell).ToList();

        await Task.WhenAll(told.SelectMany(one => one.Arrivals.Select(arrival => host.PublishAsync(one.Messages[arrival]))));

        await Eventually.Be(() => host.Handled(crm), handled => handled == told.Sum(one => one.Arrivals.Count));
        foreach (var one in told)
            await JudgeAsync(host, crm, one);
        host.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_transcript_older_than_newer_fields_is_still_written_and_its_older_fields_are_not()
    {
        var crm = new RecordingCrm();
        await using var host = await CrmHost.StartAsync(crm);
        var call = Messages.Call("late transcript", Outcomes.FollowUp);

        await host.PublishAsync(Messages.Updated(call with { Outcome = Outcomes.Won }, revision: 20));
        await Eventually.Be(() => crm.Writes.Count == 1);
        await host.PublishAsync(Messages.Transcribed(call, revision: 10));
        await Eventually.Be(() => crm.Writes.Count == 2);

        crm.Writes[1].Fields.ShouldBeNull();
        crm.Writes[1].Transcript.ShouldHaveSingleItem().Text.ShouldBe(Messages.Words);
        crm.Of(call.Id)!.Fields!.Outcome.ShouldBe(Outcomes.Won);
        var state = await Eventually.Be(() => host.StateOfAsync(call.Id), row => row?.TranscriptRevision is not null);
        (state!.FieldsRevision, state.TranscriptRevision).ShouldBe((20, 10));
    }

    private static Told Tell(Story story)
    {
        var id = $"call {Interlocked.Increment(ref calls)}";
        return new Told(id, [.. story.Kinds.Select((kind, index) => Message(kind, id, index + 1))], story.Arrivals);
    }

    private static object Message(int kind, string id, int revision)
    {
        var call = Messages.Call(id, $"outcome {revision}", score: revision);
        return kind switch
        {
            0 => Messages.Recorded(call, revision),
            1 => Messages.Updated(call, revision),
            _ => Messages.Transcribed(call, revision, text: $"text {revision}"),
        };
    }

    private static CallChange News(object message) => message switch
    {
        CallRecorded recorded => CallChange.Of(recorded),
        CallUpdated updated => CallChange.Of(updated),
        CallTranscribed transcribed => CallChange.Of(transcribed),
        _ => throw new ArgumentException("a message of no kind the CRM updater hears"),
    };

    private static async Task JudgeAsync(ConsumerHost host, RecordingCrm crm, Told told)
    {
        var newest = told.Messages.Length;
        long? transcript = told.Messages.Select((message, index) => message is CallTranscribed ? (long?)index + 1 : null).Max();
        var record = crm.Of(told.CallId).ShouldNotBeNull();
        record.Fields!.CoachingScore.ShouldBe(newest);
        record.Transcript?.Single().Text.ShouldBe($"text {transcript}");
        (record.Transcript is not null).ShouldBe(transcript is not null);

        var writes = crm.Writes.Where(write => write.CallId == told.CallId).ToList();
        writes.ShouldAllBe(write => write.Fields != null || write.Transcript != null);
        writes.Where(write => write.Fields is not null).Select(write => write.Fields!.CoachingScore).ShouldBe(Rising(write => write.Fields?.CoachingScore));
        writes.Where(write => write.Transcript is not null).Select(write => write.Transcript![0].Text)
            .ShouldBe(writes.Select(write => write.Transcript?[0].Text).OfType<string>().Distinct().Order(StringComparer.Ordinal));

        var state = await Eventually.Be(() => host.StateOfAsync(told.CallId), row => row?.FieldsRevision == newest && row.TranscriptRevision == transcript);
        state!.Workspace.ShouldBe("main");

        IEnumerable<double?> Rising(Func<CallEvents.CrmUpdater.Crm.CrmCall, double?> of) => writes.Select(of).Where(value => value is not null).Distinct().Order();
    }
}
