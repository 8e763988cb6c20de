using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using CallEvents.Simulator.Workspaces;

namespace CallEvents.Simulator.Api;

/// <summary>The position where a page begins: after a call or, with an injected fault, at an offset.</summary>
/// <param name="Before">The call that precedes the page; null for the beginning of the list.</param>
/// <param name="Skip">The number of calls to skip from there.</param>
/// <param name="Salt">Distinguishes cursors to the same position.</param>
internal sealed record PageCursor(CallPosition? Before, int Skip = 0, int Salt = 0)
{
    private const string Prefix = "cur_";
    private const int ChecksumLength = 4;
    private const int HeaderLength = ChecksumLength + sizeof(long);
    private const char Separator = '\0';

    public static PageCursor Start { get; } = new(Before: null);

    public string Write()
    {
        var tail = Skip == 0 && Salt == 0 ? "" : $"{Separator}{Skip}{Separator}{Salt}";
        var text = Encoding.UTF8.GetBytes(Before?.Id + tail);
        var bytes = new byte[HeaderLength + text.Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(ChecksumLength), Before?.CreatedAt.UtcTicks ?? -1);
        text.CopyTo(bytes, HeaderLength);
        ComputeChecksum(bytes).CopyTo(bytes, 0);
        return Prefix + Base64Url.EncodeToString(bytes);
    }

    public static bool TryRead(string cursor, [NotNullWhen(true)] out PageCursor? read)
    {
        read = null;
        if (!cursor.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(cursor.AsSpan(Prefix.Length)))
            return false;

        var bytes = Base64Url.DecodeFromChars(cursor.AsSpan(Prefix.Length));
        if (bytes.Length < HeaderLength || !ComputeChecksum(bytes).AsSpan().SequenceEqual(bytes.AsSpan(0, ChecksumLength)))
            return false;

        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(ChecksumLength));
        var text = Encoding.UTF8.GetString(bytes.AsSpan(HeaderLength)).Split(Separator);
        CallPosition? before = ticks < 0 ? null : new CallPosition(new DateTimeOffset(ticks, TimeSpan.Zero), text[0]);
        read = text is [_, var skip, var salt] ? new(before, int.Parse(skip), int.Parse(salt)) : new(before);
        return true;
    }

    /// <summary>Detects invented and damaged cursors.</summary>
    private static byte[] ComputeChecksum(ReadOnlySpan<byte> bytes) => SHA256.HashData(bytes[ChecksumLength..])[..ChecksumLength];
}
