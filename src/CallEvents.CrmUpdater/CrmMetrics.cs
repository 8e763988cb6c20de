using System.Diagnostics.Metrics;
using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.Downstream;

namespace CallEvents.CrmUpdater;

/// <summary>Everything the CRM updater counts, by what happened.</summary>
internal sealed class CrmMetrics
{
    private readonly CrmUpdaterStatus status;
    private readonly Counter<long> written;
    private readonly Counter<long> skipped;
    private readonly Counter<long> rejected;

    public CrmMetrics(IMeterFactory meters, CrmUpdaterStatus status, [FromKeyedServices(CrmSetup.DownstreamName)] DownstreamCircuit crm)
    {
        this.status = status;
        var meter = meters.Create("CallEvents.CrmUpdater");
        written = meter.CreateCounter<long>("callevents.crm.calls.written", "{call}", "Writes to the CRM, by kind: fields, transcript, both");
        skipped = meter.CreateCounter<long>("callevents.crm.messages.skipped", "{message}", "Messages with nothing newer than what was written");
        rejected = meter.CreateCounter<long>("callevents.crm.messages.rejected", "{message}", "Messages that the CRM refused");
        meter.CreateObservableGauge("callevents.crm.messages.waiting", () => crm.Waiting, "{message}", "Messages held because the CRM is away");
    }

    public void CallWritten(CrmCall call)
    {
        var (fields, transcript) = (call.Fields is not null, call.Transcript is not null);
        written.Add(1, new KeyValuePair<string, object?>("kind", fields && transcript ? "both" : fields ? "fields" : "transcript"));
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
