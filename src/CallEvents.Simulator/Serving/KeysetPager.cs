using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace CallEvents.Simulator.Serving;

/// <summary>
/// Cuts the list into pages. A cursor names the last call of its page and not a number of calls, so calls that come or go
/// meanwhile neither repeat nor hide others.
/// </summary>
internal sealed class KeysetPager(SimulatedWorkspace workspace)
{
    private const string Prefix = "cur_";
    private const int ChecksumLength = 4;
    private const int HeadLength = ChecksumLength + sizeof(long);

    /// <summary>Reads a page; null when the cursor is none of ours.</summary>
    public PageBody? Read(ListQuery query)
    {
        CallPosition? before = null;
        if (query.Cursor is not null)
        {
            if (!TryRead(query.Cursor, out var position))
                return null;

            before = position;
        }

        // One more than asked for tells whether there are more.
        var calls = workspace.Read(query.Filter, before, query.Limit + 1);
        var hasMore = calls.Count > query.Limit;
        var data = calls.Take(query.Limit).Select(call => new CallBody(call)).ToArray();
        return new(data, hasMore ? Write(CallPosition.Of(calls[query.Limit - 1])) : null, hasMore);
    }

    private static string Write(CallPosition position)
    {
        var id = Encoding.UTF8.GetBytes(position.Id);
        var bytes = new byte[HeadLength + id.Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(ChecksumLength), position.CreatedAt.UtcTicks);
        id.CopyTo(bytes, HeadLength);
        Checksum(bytes).CopyTo(bytes, 0);
        return Prefix + Base64Url.EncodeToString(bytes);
    }

    private static bool TryRead(string cursor, [NotNullWhen(true)] out CallPosition? position)
    {
        position = null;
        if (!cursor.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(cursor.AsSpan(Prefix.Length)))
            return false;

        var bytes = Base64Url.DecodeFromChars(cursor.AsSpan(Prefix.Length));
        if (bytes.Length < HeadLength || !Checksum(bytes).AsSpan().SequenceEqual(bytes.AsSpan(0, ChecksumLength)))
            return false;

        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(ChecksumLength));
        position = new(new DateTimeOffset(ticks, TimeSpan.Zero), Encoding.UTF8.GetString(bytes.AsSpan(HeadLength)));
        return true;
    }

    /// <summary>Tells a cursor from a made-up or damaged one.</summary>
    private static byte[] Checksum(ReadOnlySpan<byte> bytes) => SHA256.HashData(bytes[ChecksumLength..])[..ChecksumLength];
}
