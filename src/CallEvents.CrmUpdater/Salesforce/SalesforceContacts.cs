using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.CrmUpdater.Crm;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>What was found for an address.</summary>
/// <param name="Id">The contact or lead; null for none.</param>
/// <param name="Result">One of <see cref="ContactResults"/>.</param>
internal sealed record SalesforceContact(string? Id, string Result)
{
    public static SalesforceContact None { get; } = new(null, ContactResults.None);
}

/// <summary>Finds the contact or lead of a prospect's address. Existing ones are read, never written.</summary>
internal sealed class SalesforceContacts(SalesforceQuery query, SalesforceApi api, IOptions<CrmOptions> options) : IDisposable
{
    /// <summary>The fields' limits in a lead. Source: object reference, Lead.</summary>
    private const int MaxLastName = 80;
    private const int MaxCompany = 255;

    /// <summary>Two batches with one new address at the same time would make two leads.</summary>
    private readonly SemaphoreSlim creation = new(1);

    private bool Creates => options.Value.Contacts == "create";

    public bool IsOn => options.Value.Contacts != "off";

    /// <summary>The call's address as it is compared; null without one.</summary>
    public static string? AddressOf(CallWrite call) => ContactAddress.Normalize(call.Call.ProspectEmail);

    /// <summary>Whether an address gets no contact, since it is one of ours.</summary>
    public bool Skips(string address) => ContactAddress.IsIn(address, options.Value.SkipDomains);

    /// <summary>Finds the records of addresses, and makes leads for the others if the settings say so.</summary>
    /// <returns>What was found, by address.</returns>
    /// <exception cref="CrmFailureException">Salesforce is unavailable or refuses us.</exception>
    public async Task<IReadOnlyDictionary<string, SalesforceContact>> ResolveAsync(
        IReadOnlyCollection<string> addresses,
        Action ensureFresh,
        CancellationToken cancellationToken
    )
    {
        if (addresses.Count == 0)
            return new Dictionary<string, SalesforceContact>();
        if (!Creates)
            return await FindAsync(addresses, cancellationToken);

        await creation.WaitAsync(cancellationToken);
        try
        {
            var found = await FindAsync(addresses, cancellationToken);
            await CreateAsync(found, [.. addresses.Except(found.Keys)], ensureFresh, cancellationToken);
            return found;
        }
        finally
        {
            creation.Release();
        }
    }

    public void Dispose() => creation.Dispose();

    private async Task<Dictionary<string, SalesforceContact>> FindAsync(
        IReadOnlyCollection<string> addresses,
        CancellationToken cancellationToken
    )
    {
        var results = await query.RunAsync(
            [
                new("SELECT Id, Email, LastModifiedDate FROM Contact WHERE Email", addresses),
                new("SELECT Id, Email, LastModifiedDate FROM Lead WHERE IsConverted = false AND Email", addresses),
            ],
            "find contacts",
            cancellationToken
        );
        var found = new Dictionary<string, SalesforceContact>();
        // A contact before a lead.
        foreach (var records in results)
        {
            var byAddress = records
                .Where(record => record.Text("Id") is not null)
                .ToLookup(record => record.Text("Email")?.Trim().ToLowerInvariant());
            foreach (var address in addresses.Where(address => !found.ContainsKey(address) && byAddress.Contains(address)))
            {
                var matches = byAddress[address].OrderByDescending(record => record.Instant("LastModifiedDate")).ToList();
                found[address] = new(matches[0].Text("Id"), matches.Count > 1 ? ContactResults.Ambiguous : ContactResults.Found);
            }
        }

        return found;
    }

    /// <summary>Makes leads. One that may not be made is no reason to leave out the call.</summary>
    private async Task CreateAsync(
        Dictionary<string, SalesforceContact> found,
        IReadOnlyList<string> addresses,
        Action ensureFresh,
        CancellationToken cancellationToken
    )
    {
        foreach (var address in addresses)
            found[address] = new(null, ContactResults.Refused);
        var usable = addresses.Where(address => address.IndexOf('@') is var at && at > 0 && at < address.Length - 1).ToList();
        if (usable.Count == 0)
            return;

        var body = new JsonObject { ["allOrNone"] = false, ["records"] = new JsonArray([.. usable.Select(LeadOf)]) };
        var answer = await api.SendAsync(HttpMethod.Post, "composite/sobjects", "create leads", body, [], ensureFresh, cancellationToken);
        if (answer is not { IsSuccess: true, Body: { ValueKind: JsonValueKind.Array } results } || results.GetArrayLength() != usable.Count)
            return;
        foreach (var (address, result) in usable.Zip(results.EnumerateArray()))
        {
            if (result.Text("id") is { } id)
                found[address] = new(id, ContactResults.Created);
        }
    }

    private static JsonObject LeadOf(string address)
    {
        var at = address.LastIndexOf('@');
        return new JsonObject
        {
            ["attributes"] = new JsonObject { ["type"] = "Lead" },
            ["LastName"] = address[..Math.Min(at, MaxLastName)],
            ["Company"] = address[(at + 1)..Math.Min(address.Length, at + 1 + MaxCompany)],
            ["Email"] = address,
        };
    }
}
