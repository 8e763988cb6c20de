using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CallEvents.Contracts;

namespace CallEvents.Poller.Transcripts;

/// <summary>What is remembered of a transcript after it was told: enough to see that it grew, and none of its words.</summary>
internal sealed record TranscriptShape(string Hash, int Segments, long Length)
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    public static TranscriptShape Of(IReadOnlyList<Segment> transcript)
    {
        var all = new ArrayBufferWriter<byte>(32 * 1024);
        var length = 0L;
        foreach (var segment in transcript)
        {
            Write(all, segment.Speaker);
            Write(all, segment.Text);
            Write(all, segment.StartMs ?? long.MinValue);
            Write(all, segment.EndMs ?? long.MinValue);
            length += segment.Text.Length;
        }

        return new TranscriptShape(Convert.ToHexStringLower(SHA256.HashData(all.WrittenSpan).AsSpan(0, 16)), transcript.Count, length);
    }

    /// <summary>More was said than before. A transcript that merely changed, or shrank, is not told again.</summary>
    public bool HasGrownFrom(string? hash, int segments, long length) =>
        Hash != hash && (Length > length || (Length == length && Segments > segments));

    /// <summary>
    /// Its last word comes well before the call's end, so that it may have been read while it was still being written: by
    /// more than a minute and more than a tenth of the call. So may one of a call whose length is not known yet.
    /// </summary>
    public static bool EndsWellBefore(IReadOnlyList<Segment> transcript, double? durationSeconds)
    {
        var end = transcript.Max(segment => segment.EndMs);
        if (end is null)
            return false;
        if (durationSeconds is not { } duration)
            return true;

        var silence = duration - end.Value / 1000d;
        return silence > Silence.TotalSeconds && silence > duration / 10;
    }

    private static void Write(ArrayBufferWriter<byte> all, string? text)
    {
        Write(all, text?.Length ?? -1L);
        Encoding.UTF8.GetBytes(text, all);
    }

    private static void Write(ArrayBufferWriter<byte> all, long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(all.GetSpan(sizeof(long)), number);
        all.Advance(sizeof(long));
    }
}
