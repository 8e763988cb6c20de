using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CallEvents.TestSupport;

/// <summary>
/// The ids that the contracts' README promises, computed from RFC 9562 alone: a judge that shares no code with the poller.
/// </summary>
internal static class PromisedIds
{
    private static readonly Guid Namespace = new("5572b6f9-ce8e-5b4c-9e39-e553bfe3fb49");

    public static Guid MessageId(string workspace, string callId, string messageType, long revision) =>
        Named($"{workspace}\n{callId}\n{messageType}\n{revision.ToString(CultureInfo.InvariantCulture)}");

    public static Guid ConversationId(string workspace, string callId) => Named($"{workspace}\n{callId}");

    [SuppressMessage("Security", "CA5350", Justification = "A version 5 UUID is made with SHA-1; nothing is kept secret by it.")]
    private static Guid Named(string name)
    {
        var hash = SHA1.HashData([.. Namespace.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)]).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }
}
