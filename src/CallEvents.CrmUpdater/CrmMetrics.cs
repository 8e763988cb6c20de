using System.Diagnostics.Metrics;
using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Diagnostics;
using CallEvents.ServiceDefaults.Downstream;

namespace CallEvents.CrmUpdater;

/// <summary>The metrics of the CRM updater.</summary>
internal sealed class CrmMetrics
{
    private const string PartAttribute = "callevents.crm.part";

    private readonly CrmUpdaterStatus status;
    private readonly Counter<long> written;
    private readonly Counter<long> skipped;
    private readonly Counter<long> rejected;

    public CrmMetrics(
        IMeterFactory meters,
        CrmUpdaterStatus status,
        [FromKeyedServices(CrmSetup.DownstreamName)] DownstreamCircuit crm,
        TimeProvider time
    )
    {
        this.status = status;
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
            description: "Messages that the CRM rejected"
        );
        Messages = new MessageMetrics(meter, "callevents.crm", "the CRM", crm, time);
    }

    /// <summary>The metrics of every received message.</summary>
    public MessageMetrics Messages { get; }

    public void CallWritten(CrmCall call)
    {
        var (fields, transcript) = (call.Fields is not null, call.Transcript is not null);
        var part =
            fields && transcript ? "both"
            : fields ? "fields"
            : "transcript";
        written.Add(1, new KeyValuePair<string, object?>(PartAttribute, part));
        status.RecordWrite(fields, transcript);
    }

    public void MessageSkipped()
    {
        skipped.Add(1);
        status.RecordSkipped();
    }

    public void MessageRejected()
    {
        rejected.Add(1);
        status.RecordRejected();
    }
}
