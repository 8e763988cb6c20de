using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.CrmUpdater.Crm;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>Finds the contacts of prospects, and makes those that do not exist. An existing contact is read, and never written.</summary>
internal sealed class HubSpotContacts(BatchSender batches, HubSpotReasons reasons, IOptions<CrmOptions> options, CrmRequestMetrics metrics)
{
    private const string Area = "crm/objects";
    private static readonly string[] Properties = [HubSpotProperties.Email, "hs_additional_emails"];

    /// <summary>Sets the contact of each call whose fields are newer, or the result of a call whose contact cannot be found now.</summary>
    public async Task ResolveAsync(IReadOnlyCollection<PendingCall> calls, Action ensureFresh, CancellationToken cancellationToken)
    {
        var mode = options.Value.Contacts ?? "create";
        if (mode == "off")
            return;

        var addresses = new Dictionary<PendingCall, string>();
        foreach (var call in calls)
        {
            if (ContactAddress.Normalize(call.Write.Call.ProspectEmail) is not { } address)
                Resolve(call, null, ContactResults.None);
            else if (ContactAddress.IsIn(address, options.Value.SkipDomains))
                Resolve(call, null, ContactResults.Skipped);
            else if (!ContactAddress.IsPlausible(address))
                Resolve(call, null, ContactResults.Refused);
            else
                addresses.Add(call, address);
        }

        var outcomes = await FindAsync([.. addresses.Values.Distinct()], cancellationToken);
        if (mode == "create" && !outcomes.Values.Any(outcome => outcome.Failure is WriteResult.Failure))
        {
            var missing = outcomes.Where(outcome => outcome.Value.Result == ContactResults.None).Select(outcome => outcome.Key).ToList();
            foreach (var (address, outcome) in await CreateAsync(missing, ensureFresh, cancellationToken))
                outcomes[address] = outcome;
        }

        foreach (var (call, address) in addresses)
        {
            if (!outcomes.TryGetValue(address, out var outcome))
                continue;
            if (outcome.Failure is not null)
                call.Result = outcome.Failure;
            else
                Resolve(call, outcome.Id, outcome.Result);
        }
    }

    private async Task<Dictionary<string, Outcome>> FindAsync(IReadOnlyList<string> addresses, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, List<JsonElement>>();
        var request = new BatchRequest(Area, "contacts/batch/read", "read contacts")
        {
            NamesOf = contact => Collect(found, contact),
            Members = new Dictionary<string, JsonNode?>
            {
                ["idProperty"] = HubSpotProperties.Email,
                ["properties"] = new JsonArray([.. Properties.Select(name => JsonValue.Create(name))]),
                ["propertiesWithHistory"] = new JsonArray(),
            },
        };
        var inputs = addresses.Select(address => new BatchInput(address, new JsonObject { ["id"] = address }, [address])).ToList();
        var outcomes = await batches.SendAsync(request, inputs, cancellationToken);
        return Zip(
            addresses,
            outcomes,
            done: address => Latest(found.GetValueOrDefault(address, [])),
            missing: _ => new Outcome(null, ContactResults.None)
        );
    }

    private async Task<Dictionary<string, Outcome>> CreateAsync(
        List<string> addresses,
        Action ensureFresh,
        CancellationToken cancellationToken
    )
    {
        var request = new BatchRequest(Area, "contacts/batch/upsert", "upsert contacts")
        {
            NamesOf = result => AddressesOf(result).Prepend(result.Text("objectWriteTraceId")),
            EnsureFresh = ensureFresh,
        };
        var created = await batches.SendAsync(request, [.. addresses.Select(Input)], cancellationToken);
        var outcomes = Zip(
            addresses,
            created,
            done: _ => new Outcome(null, ContactResults.Refused),
            missing: missing => new Outcome(null, ContactResults.None, HubSpotErrors.OfMissing(missing.OthersAnswered))
        );
        for (var i = 0; i < addresses.Count; i++)
        {
            if (created[i] is BatchOutcome.Done { Result: var result } && result.Text("id") is { } id)
                outcomes[addresses[i]] = new Outcome(id, result.Flag("new") == false ? ContactResults.Found : ContactResults.Created);
        }

        // Made by another request in between: it is there now.
        var conflicts = addresses.Where((_, i) => created[i] is BatchOutcome.Failed { Fault.Status: 409 }).ToList();
        foreach (var (address, outcome) in await FindAsync(conflicts, cancellationToken))
            outcomes[address] = outcome.Result == ContactResults.None ? new Outcome(null, ContactResults.Refused) : outcome;
        return outcomes;
    }

    private static BatchInput Input(string address, int index)
    {
        var trace = $"contact-{index}";
        var body = new JsonObject
        {
            ["id"] = address,
            ["idProperty"] = HubSpotProperties.Email,
            ["objectWriteTraceId"] = trace,
            ["properties"] = new JsonObject { [HubSpotProperties.Email] = address },
        };
        return new BatchInput(address, body, [trace, address]);
    }

    /// <summary>The outcomes by address; none for those that were not sent after a failure.</summary>
    private Dictionary<string, Outcome> Zip(
        IReadOnlyList<string> addresses,
        IReadOnlyList<BatchOutcome> outcomes,
        Func<string, Outcome> done,
        Func<BatchOutcome.Missing, Outcome> missing
    )
    {
        var byAddress = new Dictionary<string, Outcome>();
        for (var i = 0; i < addresses.Count; i++)
        {
            switch (outcomes[i])
            {
                case BatchOutcome.Done:
                    byAddress[addresses[i]] = done(addresses[i]);
                    break;
                case BatchOutcome.Failed { Fault: var fault }:
                    byAddress[addresses[i]] = OutcomeOf(fault);
                    break;
                case BatchOutcome.Missing unmentioned:
                    byAddress[addresses[i]] = missing(unmentioned);
                    break;
            }
        }

        var isCutShort = byAddress.Values.Any(outcome => outcome.Failure is WriteResult.Failure);
        foreach (var address in isCutShort ? [] : addresses.Where(address => !byAddress.ContainsKey(address)))
            byAddress[address] = new Outcome(null, ContactResults.Refused);
        return byAddress;
    }

    private Outcome OutcomeOf(HubSpotFault fault) =>
        reasons.ResultOf(fault) switch
        {
            WriteResult.Gone => new Outcome(null, ContactResults.None),
            // A contact may not be made, although the token has every scope: the call is written without it.
            WriteResult.Unauthorized when fault is { Status: 403, MissingScopes: [] } => new Outcome(null, ContactResults.Refused),
            WriteResult.NotPrepared when fault.Status is 400 => new Outcome(null, ContactResults.Refused),
            WriteResult.Rejected => new Outcome(null, ContactResults.Refused),
            WriteResult.Busy when fault.Status is 409 => new Outcome(null, ContactResults.Refused),
            var result => new Outcome(null, ContactResults.None, result),
        };

    private void Resolve(PendingCall call, string? contact, string result)
    {
        call.Contact = contact;
        call.IsContactKnown = true;
        metrics.ContactResolved(HubSpotCrm.AdapterName, result);
    }

    private static IEnumerable<string?> AddressesOf(JsonElement contact) =>
        contact.Child("properties") is not { } properties
            ? []
            : (properties.Text("hs_additional_emails") ?? "")
                .Split(';')
                .Prepend(properties.Text(HubSpotProperties.Email))
                .Select(ContactAddress.Normalize);

    /// <summary>Several contacts may have the same address, as theirs or as an additional one.</summary>
    private static List<string> Collect(Dictionary<string, List<JsonElement>> found, JsonElement contact)
    {
        var addresses = AddressesOf(contact).OfType<string>().ToList();
        foreach (var address in addresses)
        {
            if (!found.TryGetValue(address, out var same))
                found[address] = same = [];
            same.Add(contact);
        }

        return addresses;
    }

    private static Outcome Latest(IReadOnlyList<JsonElement> contacts)
    {
        var distinct = contacts.Where(contact => contact.Text("id") is not null).DistinctBy(contact => contact.Text("id")).ToList();
        var latest = distinct.OrderByDescending(contact => contact.Instant("updatedAt") ?? DateTimeOffset.MinValue).FirstOrDefault();
        return distinct.Count == 0
            ? new Outcome(null, ContactResults.None)
            : new Outcome(latest.Text("id"), distinct.Count == 1 ? ContactResults.Found : ContactResults.Ambiguous);
    }

    private sealed record Outcome(string? Id, string Result, WriteResult? Failure = null);
}
