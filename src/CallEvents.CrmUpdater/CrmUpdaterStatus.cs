namespace CallEvents.CrmUpdater;

/// <summary>Counts the results of the CRM updater since its start, for a view in the same process.</summary>
internal sealed class CrmUpdaterStatus
{
    private long writes;
    private long fields;
    private long transcripts;
    private long skipped;
    private long rejected;

    /// <summary>Writes to the CRM, of any part of a call.</summary>
    public long Writes => Interlocked.Read(ref writes);

    /// <summary>Writes of a call's fields, alone or with its transcript.</summary>
    public long FieldsWritten => Interlocked.Read(ref fields);

    /// <summary>Writes of a transcript, alone or with the call's fields.</summary>
    public long TranscriptsWritten => Interlocked.Read(ref transcripts);

    /// <summary>Messages without a newer revision than the one written.</summary>
    public long Skipped => Interlocked.Read(ref skipped);

    /// <summary>Messages that the CRM rejected.</summary>
    public long Rejected => Interlocked.Read(ref rejected);

    public void RecordWrite(bool withFields, bool withTranscript)
    {
        Interlocked.Increment(ref writes);
        if (withFields)
            Interlocked.Increment(ref fields);
        if (withTranscript)
            Interlocked.Increment(ref transcripts);
    }

    public void RecordSkipped() => Interlocked.Increment(ref skipped);

    public void RecordRejected() => Interlocked.Increment(ref rejected);
}
