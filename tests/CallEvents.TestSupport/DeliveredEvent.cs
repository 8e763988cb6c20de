using System.Text.Json;

namespace CallEvents.TestSupport;

/// <summary>An event as a subscriber received it.</summary>
internal sealed record DeliveredEvent
{
    public required string MessageId { get; init; }

    /// <summary>The message type, such as <c>CallRecorded</c>.</summary>
    public required string Type { get; init; }

    public required string CallId { get; init; }

    public required long Revision { get; init; }

    public required JsonElement Message { get; init; }
}
