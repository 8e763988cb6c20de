using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Mapping;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>Formulates reasons, which hold nothing but the status, codes, our own names, scopes and the correlation id.</summary>
internal sealed class HubSpotReasons(IMappedProperties mapping, TimeProvider time)
{
    private volatile HubSpotAccount? account;

    /// <summary>The account, as soon as preparation has found it.</summary>
    public HubSpotAccount? Account
    {
        get => account;
        set => account = value;
    }

    public IReadOnlyList<MappedProperty> Mapping => mapping.Current;

    public WriteResult ResultOf(HubSpotFault fault) =>
        HubSpotErrors.ToResult(fault, account?.UntilMidnight(time.GetUtcNow()) ?? TimeSpan.MaxValue, Describe(fault));

    /// <summary>The failure of a request that is about no call in particular.</summary>
    public WriteResult.Failure FailureOf(HubSpotFault fault) =>
        ResultOf(fault) switch
        {
            WriteResult.Failure failure => failure,
            WriteResult.Busy busy => new WriteResult.Unavailable(busy.Reason),
            _ => new WriteResult.NotPrepared($"HubSpot refuses a request of the set-up: {Describe(fault)}"),
        };

    /// <summary>Such as <c>HTTP 400 PROPERTY_DOESNT_EXIST, property revont_outcome, correlation id …</c>.</summary>
    public string Describe(HubSpotFault fault)
    {
        List<string> parts = [string.Join(' ', fault.Codes.Prepend(fault.Status is { } status ? $"HTTP {status}" : "no answer"))];
        if (fault.Policy is not null)
            parts.Add($"policy {fault.Policy}");
        var mapped = mapping.Current.Where(property => fault.Properties.Contains(property.Name)).ToList();
        parts.AddRange(
            mapped.Select(property => property.Place is null ? $"property {property.Name}" : $"property {property.Name} ({property.Place})")
        );
        if (fault.Properties.Contains(HubSpotProperties.Email))
            parts.Add($"property {HubSpotProperties.Email}");
        if (fault.MissingScopes.Count > 0)
            parts.Add($"missing scopes {string.Join(' ', fault.MissingScopes)}");
        if (fault.CorrelationId is not null)
            parts.Add($"correlation id {fault.CorrelationId}");
        return string.Join(", ", parts);
    }
}
