using System.Text.Json;

namespace CallEvents.ServiceDefaults.Commands;

/// <summary>Reads each type of message as what a service makes of it.</summary>
/// <param name="Recorded"><c>CallRecorded</c>.</param>
/// <param name="Transcribed"><c>CallTranscribed</c>.</param>
/// <param name="Updated"><c>CallUpdated</c>.</param>
/// <param name="Unavailable"><c>CallTranscriptUnavailable</c>.</param>
public sealed record MessageReaders<T>(
    Func<JsonElement, T> Recorded,
    Func<JsonElement, T> Transcribed,
    Func<JsonElement, T> Updated,
    Func<JsonElement, T> Unavailable
);
