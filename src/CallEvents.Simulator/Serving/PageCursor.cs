using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using CallEvents.Simulator.Workspaces;

namespace CallEvents.Simulator.Serving;

/// <summary>Where a page begins: after a call, or in a misbehaving list after a number of calls.</summary>
/// <param name="Before">The call after which it begins; null for the beginning of the list.</param>
/// <param name="Skip">How many calls to leave out from there.</param>
/// <param name="Salt">Tells cursors that lead to the same place apart.</param>
internal sealed record PageCursor(CallPosition? Before, int Skip = 0, int Salt = 0)
{
    private const string Prefix = "cur_";
    private const int ChecksumLength = 4;
    private const int HeadLength = ChecksumLength + sizeof(long);
    private const char TailMark = '\0';

    public static PageCursor Start { get; } = new(Before: null);

    public string Write()
    {
        var tail = Skip == 0 && Salt == 0 ? "" : $"{TailMark}{Skip}{TailMark}{Salt}";
        var text = Encoding.UTF8.GetBytes(Before?.Id + tail);
        var bytes = new byte[HeadLength + text.Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(ChecksumLength), Before?.CreatedAt.UtcTicks ?? -1);
        text.CopyTo(bytes, HeadLength);
        Checksum(bytes).CopyTo(bytes, 0);
        return Prefix + Base64Url.EncodeToString(bytes);
    }

    public static bool TryRead(string cursor, [NotNullWhen(true)] out PageCursor? read)
    {
        read = null;
        if (!cursor.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(cursor.AsSpan(Prefix.Length)))
            return false;

        var bytes = Base64Url.DecodeFromChars(cursor.AsSpan(Prefix.Length));
        if (bytes.Length < HeadLength || !Checksum(bytes).AsSpan().SequenceEqual(bytes.AsSpan(0, ChecksumLength)))
            return false;

        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(ChecksumLength));
        var text = Encoding.UTF8.GetString(bytes.AsSpan(HeadLength)).Split(TailMark);
        CallPosition? before = ticks < 0 ? null : new CallPosition(new DateTimeOffset(ticks, TimeSpan.Zero), text[0]);
        read = text is [_, var skip, var salt] ? new(before, int.Parse(skip), int.Parse(salt)) : new(before);
        return true;
    }

    /// <summary>Tells a cursor from a made-up or damaged one.</summary>
    private static byte[] Checksum(ReadOnlySpan<byte> bytes) => SHA256.HashData(bytes[ChecksumLength..])[..ChecksumLength];
}
