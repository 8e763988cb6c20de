using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Mapping;
using CallEvents.ServiceDefaults.People;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>Adapter for HubSpot: a call of HubSpot for each call, linked to the contact of the prospect.</summary>
internal sealed class HubSpotCrm(
    HubSpotSetup setup,
    HubSpotApi api,
    BatchSender batches,
    HubSpotContacts contacts,
    HubSpotWriter writer,
    HubSpotLinks links,
    HubSpotReasons reasons
) : ICrm
{
    public const string AdapterName = "hubspot";

    /// <summary>A cheap read of what every account has once it is prepared.</summary>
    public static HubSpotRequest Probe { get; } = new(HttpMethod.Get, "crm/properties", $"calls/{HubSpotProperties.Key}", "probe");

    public string Name => AdapterName;

    public int MaxBatch => BatchSender.MaxInputs;

    public bool HasProbe => true;

    public string? OwnerOf(Person? rep) => rep?.HubSpotOwnerId ?? setup.OwnerIdOf(rep?.Email);

    public Task<CrmAccount> PrepareAsync(bool mayChange, CancellationToken cancellationToken) =>
        setup.PrepareAsync(mayChange, cancellationToken);

    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        var answer = await api.SendAsync(Probe, cancellationToken);
        // HubSpot answers, which is all that is asked: whether it is prepared is found out by preparation.
        if (!answer.IsSuccess && reasons.FailureOf(HubSpotFault.Of(answer)) is var failure and not WriteResult.NotPrepared)
            throw new CrmFailureException(failure);
    }

    public async Task<IReadOnlyDictionary<string, FoundRecord>> FindAsync(
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<string, FoundRecord>(StringComparer.Ordinal);
        if (!setup.HasKey)
            return found;

        var mapping = reasons.Mapping;
        var request = new BatchRequest("crm/objects", "calls/batch/read", "read calls")
        {
            NamesOf = call => [call.Child("properties")?.Text(HubSpotProperties.Key)],
            Members = new Dictionary<string, JsonNode?>
            {
                ["idProperty"] = HubSpotProperties.Key,
                ["properties"] = new JsonArray([
                    .. mapping
                        .Select(property => property.Name)
                        .Append(HubSpotProperties.Key)
                        .Distinct()
                        .Select(name => JsonValue.Create(name)),
                ]),
                ["propertiesWithHistory"] = new JsonArray(),
            },
        };
        var inputs = keys.Select(key => new BatchInput(key, new JsonObject { ["id"] = key }, [key])).ToList();
        var outcomes = await batches.SendAsync(request, inputs, cancellationToken);
        foreach (var (key, outcome) in keys.Zip(outcomes))
        {
            if (outcome is BatchOutcome.Done { Result: var record } && record.Text("id") is { } id)
                found[key] = Read(id, record.Child("properties") ?? record, mapping);
            else if (
                outcome is BatchOutcome.Failed { Fault: var fault }
                && reasons.ResultOf(fault) is WriteResult.Failure or WriteResult.Busy
            )
                throw new CrmFailureException(reasons.FailureOf(fault));
            // Taken for absent, an older state could be written over it.
            else if (outcome is BatchOutcome.NotSent or BatchOutcome.Missing)
                throw new CrmFailureException(new WriteResult.Unavailable("HubSpot refuses to look up calls"));
        }

        return found;
    }

    public async Task<IReadOnlyList<WriteResult>> UpsertCallsAsync(CallBatch batch, CancellationToken cancellationToken)
    {
        var calls = batch.Calls.Select(write => new PendingCall(write)).ToList();
        try
        {
            await WriteAsync(calls, batch.EnsureFresh, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && calls.Any(call => !call.IsOpen))
        {
            // Not fresh any more. What is known of the others counts, else a batch that needs many requests would begin anew without end.
        }

        return [.. calls.Select(call => call.Result ?? new WriteResult.NotTried())];
    }

    private async Task WriteAsync(List<PendingCall> calls, Action ensureFresh, CancellationToken cancellationToken)
    {
        var withNewFields = calls.Where(call => call.Write.FieldsRevision is not null || call.Write.RecordId is null).ToList();
        await contacts.ResolveAsync(withNewFields, ensureFresh, cancellationToken);
        if (calls.Any(call => call.Result is WriteResult.Failure))
            return;

        await writer.WriteAsync(calls, ensureFresh, cancellationToken);
        if (calls.Any(call => call.Result is WriteResult.Failure))
            return;

        await links.LinkAsync([.. calls.Where(call => call.IsOpen && call.WrittenId is not null)], ensureFresh, cancellationToken);
    }

    private static FoundRecord Read(string id, JsonElement properties, IReadOnlyList<MappedProperty> mapping)
    {
        return new FoundRecord(
            id,
            From("workspace"),
            Revision("fieldsRevision"),
            Revision("transcriptRevision"),
            mapping.Select(property => property.Name).Where(name => !string.IsNullOrEmpty(properties.Text(name))).ToHashSet()
        );

        string? From(string source) =>
            mapping.FirstOrDefault(property => property.From == source) is { } property
            && properties.Text(property.Name) is { Length: > 0 } text
                ? text
                : null;

        long? Revision(string source) =>
            long.TryParse(From(source), NumberStyles.Integer, CultureInfo.InvariantCulture, out var revision) ? revision : null;
    }
}
