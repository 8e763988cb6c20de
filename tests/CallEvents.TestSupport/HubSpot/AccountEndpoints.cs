using System.Globalization;
using System.Text.Json.Nodes;

namespace CallEvents.TestSupport.HubSpot;

/// <summary>The account's details and its owners.</summary>
internal sealed class AccountEndpoints(Portal portal)
{
    public Answer Details()
    {
        var options = portal.Options;
        var sign = options.UtcOffset < TimeSpan.Zero ? "-" : "+";
        return new(
            200,
            new JsonObject
            {
                ["portalId"] = options.PortalId,
                ["accountType"] = "STANDARD",
                ["timeZone"] = options.TimeZone,
                ["companyCurrency"] = "EUR",
                ["additionalCurrencies"] = new JsonArray(),
                ["utcOffset"] = sign + options.UtcOffset.ToString("hh\\:mm", CultureInfo.InvariantCulture),
                ["utcOffsetMilliseconds"] = (long)options.UtcOffset.TotalMilliseconds,
                ["uiDomain"] = "app-eu1.hubspot.com",
                ["dataHostingLocation"] = "eu1",
            }
        );
    }

    // Source: docs, owners: 100 a page unless asked for, 500 at most; archived ones on request only.
    public Answer Owners(string? limit, string? after, bool archived)
    {
        var size = int.Parse(limit ?? "100", CultureInfo.InvariantCulture);
        if (size is < 1 or > 500)
            throw portal.Errors.Refuse(400, "VALIDATION_ERROR", "limit must be between 1 and 500");
        var skipped = int.Parse(after ?? "0", CultureInfo.InvariantCulture);
        var owners = portal.Owners.Where(owner => owner.IsArchived == archived).ToList();
        var body = new JsonObject { ["results"] = new JsonArray([.. owners.Skip(skipped).Take(size).Select(ToJson)]) };
        if (skipped + size < owners.Count)
            body["paging"] = new JsonObject
            {
                ["next"] = new JsonObject { ["after"] = (skipped + size).ToString(CultureInfo.InvariantCulture) },
            };
        return new(200, body);
    }

    private static JsonObject ToJson(HubSpotOwner owner) =>
        new()
        {
            ["id"] = owner.Id,
            ["email"] = owner.Email,
            ["type"] = "PERSON",
            ["firstName"] = owner.FirstName,
            ["lastName"] = owner.LastName,
            ["userId"] = long.Parse(owner.Id, CultureInfo.InvariantCulture) + 1_000_000,
            ["archived"] = owner.IsArchived,
        };
}
