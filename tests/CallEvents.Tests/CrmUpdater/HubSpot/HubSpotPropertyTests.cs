using CallEvents.Contracts;
using CallEvents.Tests.ServiceDefaults.Bus;
using CallEvents.Tests.ServiceDefaults.Hosting;
using CallEvents.TestSupport;
using CallEvents.TestSupport.HubSpot;
using CsCheck;
using Microsoft.Extensions.Configuration;

namespace CallEvents.Tests.CrmUpdater.HubSpot;

/// <summary>
/// Any messages of some calls, in any order, with repeats, faults, lost answers and a restart with its state or without: judged by what
/// stands in the portal.
/// </summary>
public sealed class HubSpotPropertyTests
{
    private const int Calls = 4;
    private const string PersonsProperty = "hs_call_direction";

    private static readonly FaultKind[] Kinds =
    [
        FaultKind.ServerError,
        FaultKind.Unavailable,
        FaultKind.Locked,
        FaultKind.Conflict,
        FaultKind.Drop,
        FaultKind.NotJson,
        FaultKind.EmptyComplete,
        FaultKind.TooManyRequests("SECONDLY"),
    ];

    private static readonly string?[] SomeOutcomes = [null, Outcomes.Won, Outcomes.Lost, "added later"];

    private static readonly Gen<Scenario> Scenarios =
        from messages in Gen.Select(Gen.Int[0, Calls - 1], Gen.Int[0, 3], Gen.Int[0, SomeOutcomes.Length - 1], Gen.Int[0, 2]).Array[6, 16]
        from order in Gen.Shuffle(Enumerable.Range(0, messages.Length).ToArray())
        from repeats in Gen.Int[0, messages.Length - 1].Array[0, 5]
        from faults in Gen.Select(Gen.Int[0, Kinds.Length - 1], Gen.Bool).Array[0, 4]
        from losesState in Gen.Bool
        select new Scenario(
            [.. messages.Select((message, index) => CreateMessage(message.Item1, message.Item2, message.Item3, message.Item4, index + 1))],
            [.. order, .. repeats],
            [.. faults.Select(fault => (Kinds[fault.Item1], fault.Item2))],
            losesState
        );

    private sealed record Scenario(object[] Messages, int[] Arrivals, (FaultKind Kind, bool AfterWrite)[] Faults, bool LosesState);

    [Fact]
    public Task Each_call_has_one_record_with_the_newest_values() => Scenarios.SampleAsync(RunAsync, iter: 25, threads: 1);

    private static async Task RunAsync(Scenario scenario)
    {
        await using var hubspot = await HubSpotStub.StartAsync();
        var state = ConsumerHost.NewStatePath();
        var half = scenario.Arrivals.Length / 2;
        foreach (var (kind, afterWrite) in scenario.Faults)
            hubspot.Fail(
                kind,
                request => request.Operation is "calls/upsert" or "calls/update" or "calls-contacts/associate",
                times: 1,
                afterWrite
            );

        await PublishAsync(hubspot, state, scenario.Arrivals[..half].Select(arrival => scenario.Messages[arrival]));
        foreach (var call in hubspot.CallRecords)
            hubspot.Edit(call, PersonsProperty, "INBOUND");
        var edited = hubspot.CallRecords.Select(call => call.Id).ToHashSet();
        await PublishAsync(
            hubspot,
            scenario.LosesState ? ConsumerHost.NewStatePath() : state,
            scenario.Arrivals[half..].Select(arrival => scenario.Messages[arrival])
        );

        hubspot.BackwardWrites.ShouldBeEmpty();
        hubspot.CallRecords.Where(call => edited.Contains(call.Id)).ShouldAllBe(call => call[PersonsProperty] == "INBOUND");
        var calls = scenario.Messages.Select(MessageOrderTests.ChangeOf).GroupBy(change => change.Call.Id).ToList();
        hubspot.CallRecords.Count.ShouldBe(calls.Count);
        foreach (var changes in calls)
        {
            var record = hubspot.Calls[changes.Key];
            var fields = changes.MaxBy(change => change.Revision)!;
            var transcript = changes.Where(change => change.Transcript is not null).MaxBy(change => change.Revision);
            record["revont_fields_revision"].ShouldBe($"{fields.Revision}");
            (record["revont_outcome"] ?? "").ShouldBe(fields.Call.Outcome ?? "");
            (record["revont_coaching_score"] ?? "").ShouldBe(fields.Call.CoachingScore is { } score ? $"{score:0}" : "");
            record["revont_transcript"].ShouldBe(transcript?.Transcript!.State ?? "pending");
            (record["revont_transcript_revision"] ?? "").ShouldBe($"{transcript?.Revision}");
            (record["hs_call_body"] ?? "")
                .Contains($"text {transcript?.Revision}.", StringComparison.Ordinal)
                .ShouldBe(transcript?.Transcript!.Segments.Count > 0);
            hubspot.LinksOf(changes.Key).Contacts.ShouldHaveSingleItem();
        }
    }

    private static async Task PublishAsync(HubSpotStub hubspot, string state, IEnumerable<object> messages)
    {
        await using var host = await CrmHost.StartAsync(
            crm: null,
            state,
            configure: configuration =>
                configuration.AddInMemoryCollection([
                    new("Crm:Adapter", "hubspot"),
                    new("Crm:HubSpot:BaseUrl", hubspot.Url),
                    new("Crm:HubSpot:AccessToken", hubspot.Token),
                    new("Crm:RequestsPerSecond", "1000"),
                ])
        );
        var published = 0;
        foreach (var message in messages)
        {
            await host.PublishAsync(message);
            published++;
        }

        await Eventually.Be(() => host.Handled(), handled => handled == published);
        host.Errors.ShouldBeEmpty();
    }

    private static object CreateMessage(int call, int type, int outcome, int score, int revision)
    {
        var fields = Messages.Call($"call {call}", SomeOutcomes[outcome], createdAt: Messages.Now.AddDays(-1)) with
        {
            CoachingScore = score == 0 ? null : score * 10,
        };
        return type switch
        {
            0 => Messages.Recorded(fields, revision),
            1 => Messages.Updated(fields, revision),
            2 => Messages.Transcribed(fields, revision, text: $"text {revision}."),
            _ => Messages.Unavailable(fields, revision),
        };
    }
}
