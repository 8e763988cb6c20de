using System.Text.Json.Nodes;
using CallEvents.CrmUpdater.Crm;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>Writes the records of calls: known ones by their id, so that what people delete stays deleted; new ones by their key.</summary>
internal sealed partial class HubSpotWriter(
    BatchSender batches,
    HubSpotReasons reasons,
    IOptions<CrmOptions> options,
    ILogger<HubSpotWriter> logger
)
{
    private const string Area = "crm/objects";

    /// <summary>Sets the written id of each call, or its result.</summary>
    public async Task WriteAsync(IReadOnlyList<PendingCall> calls, Action ensureFresh, CancellationToken cancellationToken)
    {
        await WriteOnceAsync(calls, ensureFresh, cancellationToken);

        // A user who has left the account is no reason to keep a rep's calls out of it.
        var ownerless = calls.Where(call => call.IsOwnerRefused && call.IsOpen).ToList();
        if (ownerless.Count > 0 && !calls.Any(call => call.Result is WriteResult.Failure))
            await WriteOnceAsync(ownerless, ensureFresh, cancellationToken);
    }

    private async Task WriteOnceAsync(IReadOnlyList<PendingCall> calls, Action ensureFresh, CancellationToken cancellationToken)
    {
        await UpdateAsync(
            [.. calls.Where(call => call is { IsOpen: true, Write.RecordId: not null, IsRecreated: false })],
            ensureFresh,
            cancellationToken
        );
        if (calls.Any(call => call.Result is WriteResult.Failure))
            return;

        await CreateAsync(
            [.. calls.Where(call => call is { IsOpen: true, WrittenId: null } && (call.Write.RecordId is null || call.IsRecreated))],
            ensureFresh,
            cancellationToken
        );
    }

    private async Task UpdateAsync(IReadOnlyList<PendingCall> calls, Action ensureFresh, CancellationToken cancellationToken)
    {
        var request = new BatchRequest(Area, "calls/batch/update", "update calls")
        {
            // Not by the key: a merged record has that of the call that it became part of.
            NamesOf = result => [result.Text("objectWriteTraceId"), result.Text("id")],
            EnsureFresh = ensureFresh,
        };
        var outcomes = await batches.SendAsync(request, [.. calls.Select(UpdateInput)], cancellationToken);
        foreach (var (call, outcome) in calls.Zip(outcomes))
        {
            if (outcome is BatchOutcome.Failed { Fault.IsRecordMissing: true })
                Lose(call);
            else if (outcome is BatchOutcome.Done { Result: var result })
                call.WrittenId = result.Text("id") ?? call.Write.RecordId;
            else
                Fail(call, outcome);
        }
    }

    private async Task CreateAsync(IReadOnlyList<PendingCall> calls, Action ensureFresh, CancellationToken cancellationToken)
    {
        var request = new BatchRequest(Area, "calls/batch/upsert", "upsert calls")
        {
            NamesOf = result => [result.Text("objectWriteTraceId"), result.Child("properties")?.Text(HubSpotProperties.Key)],
            EnsureFresh = ensureFresh,
        };
        var outcomes = await batches.SendAsync(request, [.. calls.Select(UpsertInput)], cancellationToken);
        foreach (var (call, outcome) in calls.Zip(outcomes))
        {
            if (outcome is BatchOutcome.Done { Result: var result } && result.Text("id") is { } id)
            {
                call.WrittenId = id;
                call.IsCreated = call.IsRecreated || result.Flag("new") != false;
            }
            else
                Fail(call, outcome is BatchOutcome.Done ? new BatchOutcome.Missing(OthersAnswered: false) : outcome);
        }
    }

    /// <summary>
    /// The record was deleted. A new one needs all fields, which are there only when they are newer: else it stays gone until such a
    /// message arrives.
    /// </summary>
    private void Lose(PendingCall call)
    {
        if (!options.Value.Recreate || call.Write.FieldsRevision is null)
        {
            call.Result = new WriteResult.Gone();
            return;
        }

        call.IsRecreated = true;
        call.Links = RecordLinks.None;
    }

    private void Fail(PendingCall call, BatchOutcome outcome)
    {
        if (outcome is BatchOutcome.Failed { Fault: { Status: 400 } refused } && !call.IsOwnerRefused && IsAboutOwner(refused))
        {
            call.IsOwnerRefused = true;
            Log.OwnerRefused(logger, call.Write.Call.Id, reasons.Describe(refused));
        }
        else if (outcome is BatchOutcome.Failed { Fault: var fault })
        {
            // Only a known record can be gone.
            call.Result = reasons.ResultOf(fault) is var result and not WriteResult.Gone
                ? result
                : new WriteResult.Rejected(
                    fault.Codes.Count > 0 ? fault.Codes[0] : "404",
                    $"HubSpot refuses the call: {reasons.Describe(fault)}"
                );
        }
        else if (outcome is BatchOutcome.Missing missing)
            call.Result = HubSpotErrors.OfMissing(missing.OthersAnswered);
    }

    private bool IsAboutOwner(HubSpotFault fault) =>
        !fault.IsPropertyUnusable
        && fault.Properties.Count > 0
        && fault.Properties.All(name => reasons.Mapping.Any(property => property.Name == name && property.From == "owner"));

    private BatchInput UpdateInput(PendingCall call, int index)
    {
        var (trace, id) = ($"call-{index}", call.Write.RecordId!);
        var body = new JsonObject
        {
            ["id"] = id,
            ["objectWriteTraceId"] = trace,
            ["properties"] = Properties(call, withKey: false),
        };
        return new BatchInput(id, body, [trace, id]);
    }

    private BatchInput UpsertInput(PendingCall call, int index)
    {
        var (trace, key) = ($"call-{index}", call.Write.Key);
        var body = new JsonObject
        {
            ["id"] = key,
            ["idProperty"] = HubSpotProperties.Key,
            ["objectWriteTraceId"] = trace,
            ["properties"] = Properties(call, withKey: true),
        };
        return new BatchInput(key, body, [trace, key]);
    }

    /// <summary>
    /// The values as strings. The key is set once: the record that another was merged into would take over its key, and lose its own.
    /// </summary>
    private JsonObject Properties(PendingCall call, bool withKey)
    {
        var properties = new JsonObject();
        foreach (var (name, value) in call.Write.Properties)
        {
            if (name != HubSpotProperties.Key)
                properties[name] = HubSpotValue.Format(value);
        }

        foreach (var owner in call.IsOwnerRefused ? reasons.Mapping.Where(property => property.From == "owner") : [])
            properties.Remove(owner.Name);
        if (withKey)
            properties[HubSpotProperties.Key] = call.Write.Key;
        return properties;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 3042,
            Level = LogLevel.Warning,
            Message = "HubSpot refuses the owner of call {CallId}, which is written without one: {Reason}"
        )]
        public static partial void OwnerRefused(ILogger logger, string callId, string reason);
    }
}
