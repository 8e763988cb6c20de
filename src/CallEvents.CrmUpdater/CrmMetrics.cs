using System.Diagnostics.Metrics;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.LogCall;
using CallEvents.CrmUpdater.Setup;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Diagnostics;
using CallEvents.ServiceDefaults.Downstream;

namespace CallEvents.CrmUpdater;

/// <summary>The metrics of the CRM updater.</summary>
internal sealed class CrmMetrics
{
    private const string PartAttribute = "callevents.crm.part";
    private const string CodeAttribute = "callevents.crm.code";
    private const string PropertyAttribute = "callevents.crm.property";

    private readonly CrmUpdaterStatus status;
    private readonly Counter<long> written;
    private readonly Counter<long> skipped;
    private readonly Counter<long> rejected;
    private readonly Counter<long> cleared;
    private readonly Counter<long> gone;
    private readonly Counter<long> unknownOwners;
    private readonly Counter<long> unmapped;
    private readonly Histogram<int> batchSize;
    private readonly Histogram<double> delay;
    private readonly TimeProvider time;

    public CrmMetrics(
        IMeterFactory meters,
        CrmUpdaterStatus status,
        [FromKeyedServices(CrmSetup.DownstreamName)] DownstreamCircuit crm,
        TimeProvider time
    )
    {
        (this.status, this.time) = (status, time);
        var meter = meters.Create(TelemetryNames.CrmUpdater);
        written = meter.CreateCounter<long>(
            name: "callevents.crm.calls.written",
            unit: "{call}",
            description: "Writes to the CRM, by part: fields, transcript, both"
        );
        skipped = meter.CreateCounter<long>(
            name: "callevents.crm.messages.skipped",
            unit: "{message}",
            description: "Messages without a newer revision than the one written"
        );
        rejected = meter.CreateCounter<long>(
            name: "callevents.crm.messages.rejected",
            unit: "{message}",
            description: "Messages that the CRM rejected, by its code"
        );
        cleared = meter.CreateCounter<long>(
            name: "callevents.crm.calls.cleared",
            unit: "{property}",
            description: "Values that went back to null, and were cleared in the CRM"
        );
        gone = meter.CreateCounter<long>(
            name: "callevents.crm.calls.gone",
            unit: "{call}",
            description: "Calls whose record a person has deleted in the CRM: they are not made anew"
        );
        unknownOwners = meter.CreateCounter<long>(
            name: "callevents.crm.owners.unknown",
            unit: "{call}",
            description: "Writes of a call whose rep is no user of the CRM"
        );
        unmapped = meter.CreateCounter<long>(
            name: "callevents.crm.values.unmapped",
            unit: "{value}",
            description: "Values that the mapping file does not translate, by property: written as null"
        );
        batchSize = meter.CreateHistogram(
            name: "callevents.crm.batch.size",
            unit: "{call}",
            description: "Calls of one batch",
            tags: null,
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100] }
        );
        delay = meter.CreateHistogram(
            name: "callevents.crm.delay",
            unit: "s",
            description: "Time from the poller's observation to the write in the CRM",
            tags: null,
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 21600, 86400],
            }
        );
        Messages = new MessageMetrics(meter, "callevents.crm", "the CRM", crm, time);
    }

    /// <summary>The metrics of every received message.</summary>
    public MessageMetrics Messages { get; }

    public void BatchSent(int calls) => batchSize.Record(calls);

    public void OwnerUnknown() => unknownOwners.Add(1);

    public void ValueUnmapped(string property) => unmapped.Add(1, new KeyValuePair<string, object?>(PropertyAttribute, property));

    /// <summary>Records what became of one call of a batch.</summary>
    public void Record(Composition composition, WriteResult result)
    {
        if (result is WriteResult.Gone)
            gone.Add(1);
        if (result is not WriteResult.Written)
            return;

        var write = composition.Write;
        var (fields, transcript) = (write.FieldsRevision is not null, write.TranscriptRevision is not null);
        var part =
            fields && transcript ? "both"
            : fields ? "fields"
            : "transcript";
        written.Add(1, new KeyValuePair<string, object?>(PartAttribute, part));
        if (write.Cleared.Count > 0)
            cleared.Add(write.Cleared.Count);
        status.RecordWrite(fields, transcript, time.GetUtcNow());
        foreach (var message in composition.Call.Messages)
            delay.Record(Math.Max(0, (time.GetUtcNow() - message.Change.ObservedAt).TotalSeconds));
    }

    public void MessageIgnored() => status.RecordIgnored();

    public void MessageHandled() => status.RecordHandled();

    public void MessageSkipped()
    {
        skipped.Add(1);
        status.RecordSkipped();
    }

    /// <param name="code">The vendor's code: of those that it may have, only some occur in one installation.</param>
    public void MessageRejected(string code)
    {
        rejected.Add(1, new KeyValuePair<string, object?>(CodeAttribute, code));
        status.RecordRejected();
    }
}
