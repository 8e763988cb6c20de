using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Mapping;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>Finds the account and its owners, and sees to it that every property of the mapping can be written.</summary>
internal sealed class HubSpotSetup(
    HubSpotApi api,
    HubSpotOwners owners,
    HubSpotReasons reasons,
    IMappedProperties mapping,
    IOptions<HubSpotOptions> options
)
{
    private const string Area = "crm/properties";

    private volatile bool hasKey = true;

    /// <summary>False in a dry run on an account without the key property: then no call can be looked up.</summary>
    public bool HasKey => hasKey;

    public async Task<CrmAccount> PrepareAsync(bool mayChange, CancellationToken cancellationToken)
    {
        var account = await ReadAccountAsync(cancellationToken);
        reasons.Account = account;
        var existing = await ReadPropertiesAsync(cancellationToken);
        List<string> notes = [];
        var missing = HubSpotPropertyCheck.MissingOwn(mapping.Current, existing);
        if (missing.Count > 0 && !mayChange)
            notes.AddRange(missing.Select(property => $"would create the property {property.Name} of calls"));
        else if (missing.Count > 0 && !options.Value.Provision)
            throw NotPrepared($"{Missing(missing)}; create them, or set {HubSpotOptions.Section}:Provision to true");
        else if (missing.Count > 0)
            existing = await CreateAsync(missing, existing, cancellationToken);

        if (HubSpotPropertyCheck.Problem(mapping.Current, existing, missing) is { } problem)
            throw NotPrepared(problem);
        hasKey = existing.ContainsKey(HubSpotProperties.Key);
        if (
            mapping.Current.Any(property =>
                property.From == "owner" || property.Text?.Contains("{owner}", StringComparison.Ordinal) == true
            )
        )
            await owners.RefreshAsync(cancellationToken);
        return new CrmAccount($"{HubSpotCrm.AdapterName}:{account.PortalId}", notes, options.Value.Provision ? null : notes);
    }

    /// <summary>The id of HubSpot's user with this address, as of the last preparation; null if there is none.</summary>
    public string? OwnerIdOf(string? email) => owners.OwnerIdOf(email);

    private async Task<HubSpotAccount> ReadAccountAsync(CancellationToken cancellationToken)
    {
        var answer = await api.ReadAsync(new HubSpotRequest(HttpMethod.Get, "account-info", "details", "read account"), cancellationToken);
        if (answer.Body?.Number("portalId") is not { } portal)
            throw new CrmFailureException(new WriteResult.Unavailable("HubSpot's answer about the account has no portalId"));
        return new HubSpotAccount(
            $"{portal}",
            answer.Body?.Text("timeZone"),
            TimeSpan.FromMilliseconds(Math.Clamp(answer.Body?.Number("utcOffsetMilliseconds") ?? 0, -86_400_000, 86_400_000))
        );
    }

    private async Task<Dictionary<string, JsonElement>> ReadPropertiesAsync(CancellationToken cancellationToken)
    {
        var answer = await api.ReadAsync(new HubSpotRequest(HttpMethod.Get, Area, "calls", "read properties"), cancellationToken);
        var properties = HubSpotPropertyCheck.ByName(answer.Body?.Items("results") ?? []);
        // Every account has some properties of calls: without any, all of the mapping's would be reported as missing.
        return properties.Count > 0
            ? properties
            : throw new CrmFailureException(new WriteResult.Unavailable("HubSpot answered without the properties of calls"));
    }

    private async Task<Dictionary<string, JsonElement>> CreateAsync(
        IReadOnlyList<HubSpotProperty> missing,
        Dictionary<string, JsonElement> existing,
        CancellationToken cancellationToken
    )
    {
        var group = new JsonObject
        {
            ["name"] = HubSpotProperties.Group,
            ["label"] = HubSpotProperties.GroupLabel,
            ["displayOrder"] = -1,
        };
        EnsureAnswered(await SendAsync("calls/groups", "create property group", group, cancellationToken));
        var body = new JsonObject { ["inputs"] = new JsonArray([.. missing.Select(HubSpotPropertyCheck.Definition)]) };
        var answer = await SendAsync("calls/batch/create", "create properties", body, cancellationToken);
        EnsureAnswered(answer);

        // Read again, since another replica may have created them meanwhile, or an admin before, or HubSpot some of them only.
        var found = await ReadPropertiesAsync(cancellationToken);
        foreach (var created in answer.IsSuccess ? answer.Body?.Items("results") ?? [] : [])
            found.TryAdd(created.Text("name") ?? "", created);
        var still = missing.Where(property => !found.ContainsKey(property.Name)).ToList();
        if (still.Count == 0)
            return found;

        var fault = answer.IsSuccess ? answer.Body?.Items("errors").Select(HubSpotFault.OfEntry).FirstOrDefault() : HubSpotFault.Of(answer);
        throw fault is not null && reasons.ResultOf(fault) is WriteResult.Unauthorized refused
            ? new CrmFailureException(refused)
            : NotPrepared($"{Missing(still)}, and cannot be created: {(fault is null ? "no reason given" : reasons.Describe(fault))}");
    }

    private Task<HubSpotAnswer> SendAsync(string rest, string operation, JsonObject body, CancellationToken cancellationToken) =>
        api.SendAsync(new HubSpotRequest(HttpMethod.Post, Area, rest, operation, body), cancellationToken);

    /// <summary>A refusal is judged by what is there afterwards; the rest means that HubSpot is away.</summary>
    private void EnsureAnswered(HubSpotAnswer answer)
    {
        if (
            !answer.IsSuccess
            && reasons.FailureOf(HubSpotFault.Of(answer)) is WriteResult.Unavailable away
            && answer.Status is not (409 or 423)
        )
            throw new CrmFailureException(away);
    }

    private static string Missing(IEnumerable<HubSpotProperty> properties) =>
        $"HubSpot's calls lack the properties {string.Join(", ", properties.Select(property => property.Name))}";

    private static CrmFailureException NotPrepared(string reason) => new(new WriteResult.NotPrepared(reason));
}
