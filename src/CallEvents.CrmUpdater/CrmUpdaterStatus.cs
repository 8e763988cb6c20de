namespace CallEvents.CrmUpdater;

/// <summary>Counts the results of the CRM updater since its start, for a view in the same process.</summary>
internal sealed class CrmUpdaterStatus
{
    private long writes;
    private long fields;
    private long transcripts;
    private long handled;
    private long skipped;
    private long ignored;
    private long rejected;
    private long lastWriteAt;

    /// <summary>Writes to the CRM, of any part of a call.</summary>
    public long Writes => Interlocked.Read(ref writes);

    /// <summary>Writes of a call's fields, alone or with its transcript.</summary>
    public long FieldsWritten => Interlocked.Read(ref fields);

    /// <summary>Writes of a transcript, alone or with the call's fields.</summary>
    public long TranscriptsWritten => Interlocked.Read(ref transcripts);

    /// <summary>Messages whose newer parts were written, several of them perhaps by one write.</summary>
    public long Handled => Interlocked.Read(ref handled);

    /// <summary>Messages without a newer revision than the one written.</summary>
    public long Skipped => Interlocked.Read(ref skipped);

    /// <summary>Messages about other workspaces, and about calls that are too old.</summary>
    public long Ignored => Interlocked.Read(ref ignored);

    /// <summary>Messages that the CRM rejected.</summary>
    public long Rejected => Interlocked.Read(ref rejected);

    /// <summary>When a call was last written; null if none was since the start.</summary>
    public DateTimeOffset? LastWriteAt =>
        Interlocked.Read(ref lastWriteAt) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public void RecordWrite(bool withFields, bool withTranscript, DateTimeOffset now)
    {
        Interlocked.Exchange(ref lastWriteAt, now.UtcTicks);
        Interlocked.Increment(ref writes);
        if (withFields)
            Interlocked.Increment(ref fields);
        if (withTranscript)
            Interlocked.Increment(ref transcripts);
    }

    public void RecordHandled() => Interlocked.Increment(ref handled);

    public void RecordSkipped() => Interlocked.Increment(ref skipped);

    public void RecordIgnored() => Interlocked.Increment(ref ignored);

    public void RecordRejected() => Interlocked.Increment(ref rejected);
}
