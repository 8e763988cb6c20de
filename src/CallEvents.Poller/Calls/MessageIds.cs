using System.Globalization;
using UUIDNext;

namespace CallEvents.Poller.Calls;

/// <summary>
/// Ids by name (UUID v5), so that a publish repeated after a crash is recognised. The namespace and the strings are frozen:
/// they are part of the promise in the contracts' README.
/// </summary>
internal static class MessageIds
{
    private static readonly Guid Namespace = new("5572b6f9-ce8e-5b4c-9e39-e553bfe3fb49");

    public static Guid Message(string workspace, string callId, CallEventType type, long revision) =>
        Uuid.NewNameBased(Namespace, string.Create(CultureInfo.InvariantCulture, $"{workspace}\n{callId}\n{type}\n{revision}"));

    /// <summary>One id for all messages of a call.</summary>
    public static Guid Conversation(string workspace, string callId) => Uuid.NewNameBased(Namespace, $"{workspace}\n{callId}");
}
