using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CallEvents.TestSupport;

/// <summary>The ids that the contracts' README promises, computed from RFC 9562 without any of the poller's code.</summary>
internal static class PromisedIds
{
    private static readonly Guid Namespace = new("5572b6f9-ce8e-5b4c-9e39-e553bfe3fb49");

    public static Guid MessageId(string workspace, string callId, string messageType, long revision) =>
        Version5($"{workspace}\n{callId}\n{messageType}\n{revision.ToString(CultureInfo.InvariantCulture)}");

    public static Guid ConversationId(string workspace, string callId) => Version5($"{workspace}\n{callId}");

    [SuppressMessage("Security", "CA5350", Justification = "RFC 9562 defines version 5 UUIDs by SHA-1; it protects no secret here.")]
    private static Guid Version5(string name)
    {
        var hash = SHA1.HashData([.. Namespace.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)]).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }
}
