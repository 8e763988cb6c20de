using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallEvents.Benchmarks.Baseline;

/// <summary>A page of the list response.</summary>
internal sealed record BaselinePage(List<BaselineCall> Data, string? NextCursor);

/// <summary>A call in an API response.</summary>
internal sealed record BaselineCall
{
    public required string Id { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public double? DurationSeconds { get; init; }

    public string? RepId { get; init; }

    public string? ProspectEmail { get; init; }

    public double? CoachingScore { get; init; }

    public string? Outcome { get; init; }

    public List<BaselineSegment>? Transcript { get; init; }
}

/// <summary>A segment of a transcript, in an API response and in a message.</summary>
internal sealed record BaselineSegment(string? Speaker, long? StartMs, long? EndMs, string Text);

/// <summary>An event to publish.</summary>
internal sealed record BaselineEvent(string Type, BaselineCall Call);

/// <summary>The message of the contracts, with its members in their order.</summary>
internal sealed record BaselineMessage(
    string Workspace,
    long Revision,
    DateTimeOffset ObservedAt,
    string Origin,
    BaselinePublishedCall Call,
    List<BaselineSegment>? Transcript
)
{
    public static BaselineMessage Create(BaselineEvent callEvent, DateTimeOffset now)
    {
        var call = callEvent.Call;
        var published = new BaselinePublishedCall(
            call.Id,
            call.CreatedAt,
            call.DurationSeconds,
            call.RepId,
            call.ProspectEmail,
            call.CoachingScore,
            call.Outcome
        );
        return new BaselineMessage("benchmark", now.ToUnixTimeMilliseconds(), now, "backfill", published, call.Transcript);
    }
}

/// <summary>The call in a message.</summary>
internal sealed record BaselinePublishedCall(
    string Id,
    DateTimeOffset CreatedAt,
    double? DurationSeconds,
    string? RepId,
    string? ProspectEmail,
    double? CoachingScore,
    string? Outcome
);

/// <summary>MassTransit's envelope.</summary>
internal sealed record BaselineEnvelope
{
    public const string BrokerAddress = "rabbitmq://rabbitmq";

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

    public required BaselineMessage Message { get; init; }

    public DateTime? ExpirationTime { get; init; }

    public DateTime SentTime { get; init; }

    public Dictionary<string, string> Headers { get; init; } = [];

    public required BaselineHost Host { get; init; }
}

/// <summary>The sender in MassTransit's envelope.</summary>
internal sealed record BaselineHost
{
    public required string MachineName { get; init; }

    public required string ProcessName { get; init; }

    public required int ProcessId { get; init; }

    public required string Assembly { get; init; }

    public required string AssemblyVersion { get; init; }

    public required string FrameworkVersion { get; init; }

    public required string MassTransitVersion { get; init; }

    public required string OperatingSystemVersion { get; init; }
}

/// <summary>Generated serializers for API responses and messages.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BaselinePage))]
[JsonSerializable(typeof(BaselineEnvelope))]
internal sealed partial class BaselineJson : JsonSerializerContext
{
    /// <summary>Like MassTransit, writes text unescaped.</summary>
    public static BaselineJson Envelope { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
}
