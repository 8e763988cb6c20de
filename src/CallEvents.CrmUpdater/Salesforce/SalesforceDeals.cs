using System.Text.Json;
using CallEvents.CrmUpdater.Crm;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>Finds the one opportunity that a call belongs to. Nothing of an opportunity is ever written.</summary>
internal sealed class SalesforceDeals(SalesforceQuery query, IOptions<CrmOptions> options)
{
    private const int Days = 14;

    private const string Roles =
        "SELECT ContactId, OpportunityId, Opportunity.CreatedDate, Opportunity.CloseDate, Opportunity.IsClosed "
        + "FROM OpportunityContactRole WHERE ContactId";

    public bool IsOn => options.Value.Link.Contains("deals");

    /// <summary>The opportunities in which the contacts have a role.</summary>
    /// <exception cref="CrmFailureException">Salesforce is unavailable or refuses us.</exception>
    public async Task<ILookup<string, JsonElement>> OfAsync(IReadOnlyCollection<string> contacts, CancellationToken cancellationToken)
    {
        var records = contacts.Count > 0 ? (await query.RunAsync([new(Roles, contacts)], "find deals", cancellationToken))[0] : [];
        return records.ToLookup(role => role.Text("ContactId") ?? "");
    }

    /// <summary>The opportunity at the time of a call, if there is exactly one.</summary>
    public static string? At(DateTimeOffset call, IEnumerable<JsonElement> roles)
    {
        var open = roles.Where(role => IsOpen(call, role)).Select(role => role.Text("OpportunityId")).OfType<string>().Distinct().Take(2);
        return open.ToList() is [var one] ? one : null;
    }

    /// <summary>Open at the call, opened up to 14 days after it, or closed up to 14 days before.</summary>
    private static bool IsOpen(DateTimeOffset call, JsonElement role)
    {
        if (!role.TryGetProperty("Opportunity", out var opportunity) || opportunity.ValueKind != JsonValueKind.Object)
            return false;
        var isClosed = opportunity.TryGetProperty("IsClosed", out var closed) && closed.ValueKind == JsonValueKind.True;
        return opportunity.Instant("CreatedDate") <= call.AddDays(Days)
            && (!isClosed || opportunity.Date("CloseDate") >= DateOnly.FromDateTime(call.UtcDateTime.AddDays(-Days)));
    }
}
