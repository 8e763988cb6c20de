using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.CrmUpdater.Crm;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>Reads the company and the deals of contacts. Nothing of them is ever written.</summary>
internal sealed class HubSpotRelations(BatchSender batches, HubSpotReasons reasons)
{
    /// <summary>The type of the association of a contact to its primary company, the same in every account.</summary>
    private const long PrimaryCompany = 1;

    /// <summary>Pages have 500 associations: no contact has more than these.</summary>
    private const int MaxPages = 20;

    private static readonly string[] DealProperties = ["createdate", "closedate", "hs_is_closed"];

    /// <returns>The primary company of each contact that has one; or why it could not be read.</returns>
    public async Task<(Dictionary<string, string> Companies, WriteResult? Failure)> CompaniesAsync(
        IReadOnlyList<string> contacts,
        CancellationToken cancellationToken
    )
    {
        var (related, failure) = await ReadAsync(contacts, "companies", "read companies of contacts", cancellationToken);
        var companies = new Dictionary<string, string>();
        foreach (var (contact, targets) in related)
        {
            if (targets.Where(IsPrimary).Select(IdOf).FirstOrDefault(id => id is not null) is { } company)
                companies[contact] = company;
        }

        return (companies, failure);
    }

    /// <returns>The deals of each contact; or why they could not be read.</returns>
    public async Task<(Dictionary<string, List<Deal>> Deals, WriteResult? Failure)> DealsAsync(
        IReadOnlyList<string> contacts,
        CancellationToken cancellationToken
    )
    {
        var (related, failure) = await ReadAsync(contacts, "deals", "read deals of contacts", cancellationToken);
        if (failure is not null)
            return ([], failure);

        var ids = related.Values.SelectMany(targets => targets.Select(IdOf)).OfType<string>().Distinct().ToList();
        var request = new BatchRequest("crm/objects", "deals/batch/read", "read deals")
        {
            NamesOf = deal => [deal.Text("id")],
            Members = new Dictionary<string, JsonNode?>
            {
                ["properties"] = new JsonArray([.. DealProperties.Select(name => JsonValue.Create(name))]),
                ["propertiesWithHistory"] = new JsonArray(),
            },
        };
        var outcomes = await batches.SendAsync(request, [.. ids.Select(id => Input(id, null))], cancellationToken);
        var deals = ids.Zip(outcomes)
            .Where(deal => deal.Second is BatchOutcome.Done)
            .ToDictionary(deal => deal.First, deal => Deal.Read(deal.First, ((BatchOutcome.Done)deal.Second).Result));
        return (
            related.ToDictionary(
                contact => contact.Key,
                contact => contact.Value.Select(IdOf).OfType<string>().Distinct().Where(deals.ContainsKey).Select(id => deals[id]).ToList()
            ),
            FailureIn(outcomes)
        );
    }

    private async Task<(Dictionary<string, List<JsonElement>> Related, WriteResult? Failure)> ReadAsync(
        IReadOnlyList<string> contacts,
        string kind,
        string operation,
        CancellationToken cancellationToken
    )
    {
        var request = new BatchRequest("crm/associations", $"contacts/{kind}/batch/read", operation)
        {
            NamesOf = result => [result.Child("from")?.Text("id")],
        };
        var related = contacts.ToDictionary(contact => contact, _ => new List<JsonElement>());
        var open = contacts.Select(contact => (Id: contact, After: (string?)null)).ToList();
        for (var page = 0; page < MaxPages && open.Count > 0; page++)
        {
            var outcomes = await batches.SendAsync(request, [.. open.Select(next => Input(next.Id, next.After))], cancellationToken);
            if (FailureIn(outcomes) is { } failure)
                return (related, failure);

            var done = open.Zip(outcomes, (next, outcome) => (next.Id, (outcome as BatchOutcome.Done)?.Result)).ToList();
            open = [];
            foreach (var (id, result) in done)
            {
                related[id].AddRange(result?.Items("to") ?? []);
                if (result?.Child("paging")?.Child("next")?.Text("after") is { Length: > 0 } after)
                    open.Add((id, after));
            }
        }

        return (related, null);
    }

    /// <summary>A contact that is missing, or refused, has no relations; all else is a failure.</summary>
    private WriteResult? FailureIn(IEnumerable<BatchOutcome> outcomes) =>
        outcomes
            .OfType<BatchOutcome.Failed>()
            .Select(failed => reasons.ResultOf(failed.Fault))
            .FirstOrDefault(result => result is WriteResult.Failure or WriteResult.Busy);

    private static BatchInput Input(string id, string? after)
    {
        var body = new JsonObject { ["id"] = id };
        if (after is not null)
            body["after"] = after;
        return new BatchInput(id, body, [id]);
    }

    private static string? IdOf(JsonElement target) => target.Text("toObjectId") ?? target.Text("id");

    private static bool IsPrimary(JsonElement target) =>
        target.Items("associationTypes").Any(type => type.Text("category") == "HUBSPOT_DEFINED" && type.Number("typeId") == PrimaryCompany);
}
