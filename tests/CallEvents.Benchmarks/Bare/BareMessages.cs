using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallEvents.Benchmarks.Bare;

/// <summary>A page of the API.</summary>
internal sealed record BarePage(List<BareCall> Data, string? NextCursor);

/// <summary>A call of the API.</summary>
internal sealed record BareCall(
    string Id, DateTimeOffset CreatedAt, double? DurationSeconds, string? RepId, string? ProspectEmail, double? CoachingScore, string? Outcome, List<BareSegment>? Transcript);

/// <summary>A segment of the API, and of the message.</summary>
internal sealed record BareSegment(string? Speaker, long? StartMs, long? EndMs, string Text);

/// <summary>A message to send.</summary>
internal sealed record BareFact(string Type, BareCall Call);

/// <summary>What the contracts say, in the order in which they say it.</summary>
internal sealed record BareMessage(string Workspace, long Revision, DateTimeOffset ObservedAt, string Origin, BareToldCall Call, List<BareSegment>? Transcript)
{
    public static BareMessage Of(BareFact fact, DateTimeOffset now)
    {
        var call = fact.Call;
        return new BareMessage("race", now.ToUnixTimeMilliseconds(), now, "backfill",
            new BareToldCall(call.Id, call.CreatedAt, call.DurationSeconds, call.RepId, call.ProspectEmail, call.CoachingScore, call.Outcome), call.Transcript);
    }
}

/// <summary>A call of the contracts.</summary>
internal sealed record BareToldCall(
    string Id, DateTimeOffset CreatedAt, double? DurationSeconds, string? RepId, string? ProspectEmail, double? CoachingScore, string? Outcome);

/// <summary>MassTransit's envelope.</summary>
internal sealed record BareEnvelope
{
    public const string Broker = "rabbitmq://rabbitmq";

    public Guid MessageId { get; init; }

    public Guid? RequestId { get; init; }

    public Guid? CorrelationId { get; init; }

    public Guid ConversationId { get; init; }

    public Guid? InitiatorId { get; init; }

    public required string SourceAddress { get; init; }

    public required string DestinationAddress { get; init; }

    public string? ResponseAddress { get; init; }

    public string? FaultAddress { get; init; }

    public required string[] MessageType { get; init; }

    public required BareMessage Message { get; init; }

    public DateTime? ExpirationTime { get; init; }

    public DateTime SentTime { get; init; }

    public Dictionary<string, string> Headers { get; init; } = [];

    public required BareHost Host { get; init; }
}

/// <summary>The sender, as MassTransit describes it.</summary>
internal sealed record BareHost(
    string MachineName, string ProcessName, int ProcessId, string Assembly, string AssemblyVersion, string FrameworkVersion, string MassTransitVersion, string OperatingSystemVersion);

/// <summary>Generated code for both ends.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BarePage))]
[JsonSerializable(typeof(BareEnvelope))]
internal sealed partial class BareJson : JsonSerializerContext
{
    /// <summary>As MassTransit writes: text as it is rather than escaped.</summary>
    public static BareJson Told { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
