using System.Text.Json;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Simulation;

/// <summary>The judge of simulation and chaos: what it says of a deleted call.</summary>
public sealed class DeliveryReportTests
{
    private const string Fields = """
        "created_at": "2026-01-05T09:00:00Z", "createdAt": "2026-01-05T09:00:00Z"
        """;

    private static readonly ExposedCall Deleted = new(
        Json(
            $$"""
            {
              "id": "call_1", {{Fields}}, "deleted_at": "2026-01-05T10:00:00Z", "transcript": null,
              "shown_versions": [{ {{Fields}} }], "shown_transcripts": [{ "segments": 1 }]
            }
            """
        )
    );

    [Fact]
    public void A_deleted_call_may_be_missing() => DeliveryReport.Create([Deleted], []).IsClean.ShouldBeTrue();

    [Fact]
    public void A_deleted_call_is_never_published_without_its_CallRecorded()
    {
        var transcribed = Delivered("CallTranscribed", 2);

        DeliveryReport.Create([Deleted], [Delivered("CallRecorded", 1), transcribed]).IsClean.ShouldBeTrue();
        DeliveryReport.Create([Deleted], [transcribed]).Missed.ShouldBe(["call_1: CallRecorded"]);
    }

    private static DeliveredEvent Delivered(string type, long revision) =>
        new()
        {
            MessageId = type,
            Type = type,
            CallId = "call_1",
            Revision = revision,
            Message = Json($$"""{ "call": { {{Fields}} }, "transcript": [{}] }"""),
        };

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
