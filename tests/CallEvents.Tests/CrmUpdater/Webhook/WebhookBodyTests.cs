using System.Text;
using System.Text.Json.Nodes;
using CallEvents.Contracts;
using CallEvents.CrmUpdater.Crm;
using CallEvents.Tests.ContractTests;
using CallEvents.TestSupport;

namespace CallEvents.Tests.CrmUpdater.Webhook;

public sealed class WebhookBodyTests
{
    private static readonly string Example = File.ReadAllText(
        Path.Combine(Repository.Contracts, "webhooks", "examples", "call-logged.json")
    );

    [Fact]
    public void The_example_is_valid() => MessageSchemas.ValidateWebhook("call-logged", Example).ShouldBeEmpty();

    [Fact]
    public async Task A_whole_call_has_every_part()
    {
        var data = await DataOfAsync(WebhookCalls.Whole());

        Names(data)
            .ShouldBe([
                "key",
                "workspace",
                "callId",
                "revision",
                "origin",
                "call",
                "cleared",
                "rep",
                "transcript",
                "transcriptText",
                "transcriptState",
            ]);
        Names(data).ShouldBe(Names(JsonNode.Parse(Example)!["data"]!));
        data["revision"]!.GetValue<long>().ShouldBe(30);
        data["cleared"]!.ToJsonString().ShouldBe("""["outcome"]""");
        data["rep"]!.ToJsonString().ShouldBe("""{"id":"user_1","name":"Ada Example","team":"emea"}""");
        ((string)data["transcriptText"]!).ShouldBe(WebhookCalls.Whole().TranscriptText);
        ((string)data["transcriptState"]!).ShouldBe("ready");
    }

    [Fact]
    public async Task Parts_that_are_not_newer_are_absent()
    {
        var fields = await DataOfAsync(WebhookCalls.Fields());
        Names(fields).ShouldBe(["key", "workspace", "callId", "revision", "origin", "call", "cleared", "transcriptState"]);
        fields["cleared"]!.AsArray().ShouldBeEmpty();
        ((string)fields["transcriptState"]!).ShouldBe("pending");

        var transcript = await DataOfAsync(WebhookCalls.Whole() with { FieldsRevision = null, Cleared = [] });
        Names(transcript)
            .ShouldBe(["key", "workspace", "callId", "revision", "origin", "cleared", "transcript", "transcriptText", "transcriptState"]);
    }

    [Fact]
    public async Task The_state_of_an_older_transcript_is_sent()
    {
        var data = await DataOfAsync(WebhookCalls.Fields() with { TranscriptState = TranscriptStates.Ready });

        ((string)data["transcriptState"]!).ShouldBe("ready");
        Names(data).ShouldNotContain("transcript");
    }

    [Fact]
    public async Task An_unavailable_transcript_is_a_state_alone()
    {
        var data = await DataOfAsync(
            WebhookCalls.Fields() with
            {
                TranscriptRevision = 40,
                Transcript = new CallTranscript(TranscriptStates.Unavailable, []),
            }
        );

        ((string)data["transcriptState"]!).ShouldBe("unavailable");
        data["revision"]!.GetValue<long>().ShouldBe(40);
        Names(data).ShouldNotContain("transcript");
    }

    [Fact]
    public async Task Call_and_segments_read_as_in_the_contracts()
    {
        var contract = Examples.Of(typeof(CallTranscribed))["message"]!;
        var sample = (CallTranscribed)Samples.Of(typeof(CallTranscribed));
        var data = await DataOfAsync(
            WebhookCalls.Fields() with
            {
                Call = sample.Call,
                TranscriptRevision = 30,
                Transcript = new CallTranscript(TranscriptStates.Ready, sample.Transcript),
            }
        );

        data["call"]!.ToJsonString().ShouldBe(contract["call"]!.ToJsonString());
        data["transcript"]!.ToJsonString().ShouldBe(contract["transcript"]!.ToJsonString());
    }

    [Fact]
    public async Task The_transcript_can_be_turned_off()
    {
        var data = await DataOfAsync(WebhookCalls.Whole(), ("Crm:Transcript", "off"));

        Names(data).ShouldNotContain("transcript");
        Names(data).ShouldNotContain("transcriptText");
        ((string)data["transcriptState"]!).ShouldBe("ready");
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(20_000)]
    public async Task A_long_transcript_is_cut_at_whole_segments_and_says_so(int maxBytes)
    {
        const int segments = 300;
        var whole = WebhookCalls.Whole(segments: segments);
        await using var host = await WebhookHost.StartAsync(("Crm:Webhook:MaxBytes", $"{maxBytes}"));

        (await host.WriteAsync(whole)).ShouldHaveSingleItem().ShouldBeOfType<WriteResult.Written>();

        var body = host.Receiver.Received.Single();
        MessageSchemas.ValidateWebhook("call-logged", body.Text).ShouldBeEmpty();
        body.Body.Length.ShouldBeInRange(maxBytes - 500, maxBytes);
        var data = body.Json["data"]!;
        data["transcriptTruncated"]!.GetValue<bool>().ShouldBeTrue();
        var kept = data["transcript"]!.AsArray();
        kept.Select(segment => (string)segment!["text"]!)
            .ShouldBe(Enumerable.Range(0, kept.Count).Select(index => WebhookCalls.SegmentAt(index).Text));
        var text = (string)data["transcriptText"]!;
        $"{whole.TranscriptText}\n".ShouldStartWith($"{text}\n", Case.Sensitive);

        // Both end at about the same place of the call.
        text.Split('\n').Length.ShouldBeInRange(kept.Count - 3, kept.Count + 3);
    }

    [Fact]
    public async Task A_transcript_that_just_fits_is_not_cut()
    {
        var body = await BodyOfAsync(WebhookCalls.Whole(segments: 100));
        var length = Encoding.UTF8.GetByteCount(body);

        Names(await DataOfAsync(WebhookCalls.Whole(segments: 100), ("Crm:Webhook:MaxBytes", $"{length + 20}")))
            .ShouldNotContain("transcriptTruncated");
        Names(await DataOfAsync(WebhookCalls.Whole(segments: 100), ("Crm:Webhook:MaxBytes", $"{length - 20}")))
            .ShouldContain("transcriptTruncated");
    }

    [Theory]
    [InlineData("type", "\"call.changed\"")]
    [InlineData("timestamp", "\"now\"")]
    [InlineData("data.cleared", "null")]
    [InlineData("data.call", "null")]
    [InlineData("data.rep", "null")]
    [InlineData("data.transcript", "null")]
    [InlineData("data.transcriptText", "null")]
    [InlineData("data.transcriptTruncated", "null")]
    [InlineData("data.transcriptState", "\"lost\"")]
    [InlineData("data.revision", "0")]
    [InlineData("data.call", "{}")]
    [InlineData("data.transcript", "[{}]")]
    public void A_wrong_body_is_invalid(string member, string value)
    {
        var body = JsonNode.Parse(Example)!;
        var parts = member.Split('.');
        var parent = parts.Length == 1 ? body : body[parts[0]]!;
        parent[parts[^1]] = JsonNode.Parse(value);

        MessageSchemas.ValidateWebhook("call-logged", body.ToJsonString()).ShouldNotBeEmpty();
    }

    private static async Task<JsonNode> DataOfAsync(CallWrite call, params (string Key, string? Value)[] settings) =>
        JsonNode.Parse(await BodyOfAsync(call, settings))!["data"]!;

    /// <summary>The body that a receiver gets, which is valid.</summary>
    private static async Task<string> BodyOfAsync(CallWrite call, params (string Key, string? Value)[] settings)
    {
        await using var host = await WebhookHost.StartAsync(settings);
        (await host.WriteAsync(call)).ShouldHaveSingleItem().ShouldBeOfType<WriteResult.Written>();
        var body = host.Receiver.Received.Single().Text;
        MessageSchemas.ValidateWebhook("call-logged", body).ShouldBeEmpty();
        return body;
    }

    private static IReadOnlyList<string> Names(JsonNode data) => [.. data.AsObject().Select(member => member.Key)];
}
