namespace CallEvents.CrmUpdater;

/// <summary>What the CRM updater has done since it started, for a live view in the same process.</summary>
internal sealed class CrmUpdaterStatus
{
    private long writes;
    private long fields;
    private long transcripts;
    private long skipped;
    private long rejected;

    /// <summary>Writes to the CRM, of whatever parts of a call.</summary>
    public long Writes => Interlocked.Read(ref writes);

    /// <summary>Writes of a call's fields, alone or with its transcript.</summary>
    public long FieldsWritten => Interlocked.Read(ref fields);

    /// <summary>Writes of a transcript, alone or with the call's fields.</summary>
    public long TranscriptsWritten => Interlocked.Read(ref transcripts);

    /// <summary>Messages that had nothing newer than what was written.</summary>
    public long Skipped => Interlocked.Read(ref skipped);

    /// <summary>Messages that the CRM refused.</summary>
    public long Rejected => Interlocked.Read(ref rejected);

    public void RecordWrite(bool withFields, bool withTranscript)
    {
        Interlocked.Increment(ref writes);
        if (withFields) Interlocked.Increment(ref fields);
        if (withTranscript) Interlocked.Increment(ref transcripts);
    }

    public void RecordSkipped() => Interlocked.Increment(ref skipped);

    public void RecordRejected() => Interlocked.Increment(ref rejected);
}
