using CallEvents.Contracts;
using CallEvents.CrmUpdater.LogCall;
using CallEvents.Tests.ServiceDefaults.Bus;
using CallEvents.Tests.ServiceDefaults.Hosting;
using CallEvents.TestSupport;
using CsCheck;

namespace CallEvents.Tests.CrmUpdater;

public sealed class MessageOrderTests
{
    private static int calls;

    /// <summary>Message types in the order of their revisions, and the order, with repeats, in which they arrive.</summary>
    private sealed record Scenario(int[] Types, int[] Arrivals);

    private sealed record MessageSequence(string CallId, object[] Messages, IReadOnlyList<int> Arrivals);

    private static readonly Gen<Scenario> Scenarios =
        from types in Gen.Int[0, 2].Array[1, 5]
        from repeats in Gen.Int[0, types.Length - 1].Array[0, 6]
        from arrivals in Gen.Shuffle(Enumerable.Range(0, types.Length).Concat(repeats).ToArray())
        select new Scenario(types, arrivals);

    [Fact]
    public async Task Any_order_ends_in_the_same_record_and_writes_only_newer_parts()
    {
        var crm = new RecordingCrm();
        await using var host = await CrmHost.StartAsync(crm);

        await Scenarios.SampleAsync(
            async scenario =>
            {
                var sequence = CreateMessages(scenario);
                foreach (var arrival in sequence.Arrivals)
                    await host.Resolve<CallBatcher>().WriteAsync(ChangeOf(sequence.Messages[arrival]), 0, CancellationToken.None);
                await VerifyAsync(host, crm, sequence);
            },
            iter: 150,
            threads: 1
        );
    }

    [Fact]
    public async Task Concurrent_messages_on_the_bus_end_in_the_same_record()
    {
        var crm = new RecordingCrm();
        await using var host = await CrmHost.StartAsync(crm);
        var sequences = Scenarios.Array[60].Single().Select(CreateMessages).ToList();

        await Task.WhenAll(
            sequences.SelectMany(sequence => sequence.Arrivals.Select(arrival => host.PublishAsync(sequence.Messages[arrival])))
        );

        await Eventually.Be(() => host.Handled(), handled => handled == sequences.Sum(sequence => sequence.Arrivals.Count));
        foreach (var sequence in sequences)
            await VerifyAsync(host, crm, sequence);
        host.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_late_transcript_is_written_without_its_older_fields()
    {
        var crm = new RecordingCrm();
        await using var host = await CrmHost.StartAsync(crm);
        var call = Messages.Call("late transcript", Outcomes.FollowUp);

        await host.PublishAsync(Messages.Updated(call with { Outcome = Outcomes.Won }, revision: 20));
        await Eventually.Be(() => crm.Writes.Count == 1);
        await host.PublishAsync(Messages.Transcribed(call, revision: 10));
        await Eventually.Be(() => crm.Writes.Count == 2);

        crm.Writes[1].FieldsRevision.ShouldBeNull();
        crm.Writes[1].Transcript!.Segments.ShouldHaveSingleItem().Text.ShouldBe(Messages.TranscriptText);
        crm.Find(call.Id)!.Properties["outcome"].ShouldBe(Outcomes.Won);
        var state = await Eventually.Be(() => host.StateOfAsync(call.Id), row => row?.TranscriptRevision is not null);
        (state!.FieldsRevision, state.TranscriptRevision).ShouldBe((20, 10));
    }

    private static MessageSequence CreateMessages(Scenario scenario)
    {
        var id = $"call {Interlocked.Increment(ref calls)}";
        return new MessageSequence(id, [.. scenario.Types.Select((type, index) => CreateMessage(type, id, index + 1))], scenario.Arrivals);
    }

    private static object CreateMessage(int type, string id, int revision)
    {
        var call = Messages.Call(id, $"outcome {revision}", score: revision);
        return type switch
        {
            0 => Messages.Recorded(call, revision),
            1 => Messages.Updated(call, revision),
            _ => Messages.Transcribed(call, revision, text: $"text {revision}"),
        };
    }

    internal static CallChange ChangeOf(object message) =>
        message switch
        {
            CallRecorded recorded => CallChange.Of(recorded),
            CallUpdated updated => CallChange.Of(updated),
            CallTranscribed transcribed => CallChange.Of(transcribed),
            CallTranscriptUnavailable unavailable => CallChange.Of(unavailable),
            _ => throw new ArgumentException("a message type that the CRM updater does not consume"),
        };

    private static async Task VerifyAsync(ConsumerHost host, RecordingCrm crm, MessageSequence sequence)
    {
        var newest = sequence.Messages.Length;
        var transcript = sequence.Messages.Select((message, index) => message is CallTranscribed ? (long?)index + 1 : null).Max();
        var record = crm.Find(sequence.CallId).ShouldNotBeNull();
        record.Properties["coachingScore"].ShouldBe((double)newest);
        record.BackwardWrites.ShouldBe(0);
        record.Transcript?.Single().Text.ShouldBe($"text {transcript}");
        (record.Transcript is not null).ShouldBe(transcript is not null);

        crm.Writes.Where(write => write.Call.Id == sequence.CallId)
            .ShouldAllBe(write => write.FieldsRevision != null || write.TranscriptRevision != null);

        var state = await Eventually.Be(
            () => host.StateOfAsync(sequence.CallId),
            row => row?.FieldsRevision == newest && row.TranscriptRevision == transcript
        );
        state!.Workspace.ShouldBe("main");
    }
}
