using System.Text.Json.Nodes;
using System.Web;

namespace CallEvents.TestSupport.Salesforce;

/// <summary>The stub's token endpoint. Tokens state no lifetime, and end when a test says so.</summary>
/// <remarks>Source: https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm</remarks>
internal sealed class StubTokens(Func<Uri> address)
{
    private int issued;
    private volatile string? valid;

    /// <summary>How many tokens were issued.</summary>
    public int Issued => issued;

    /// <summary>The app has no run-as user.</summary>
    public bool HasNoUser { get; set; }

    /// <summary>The secret was changed in the org.</summary>
    public bool RefusesSecret { get; set; }

    /// <summary>Tokens are issued, and never accepted.</summary>
    public bool AreNeverAccepted { get; set; }

    /// <summary>The answer to a token has no identity.</summary>
    public bool HasNoIdentity { get; set; }

    public void Expire() => valid = null;

    public bool IsValid(string authorization) => valid is { } token && !AreNeverAccepted && authorization == $"Bearer {token}";

    public (int Status, JsonNode Body) Answer(string form)
    {
        var values = HttpUtility.ParseQueryString(form);
        if (values["grant_type"] != "client_credentials")
            return Error("unsupported_grant_type", "grant type not supported");
        if (RefusesSecret || values["client_id"] != SalesforceStub.ClientId || values["client_secret"] != SalesforceStub.ClientSecret)
            return Error("invalid_client", "invalid client credentials");
        if (HasNoUser)
            return Error("invalid_grant", "no client credentials user enabled");

        var token = $"00D!token-{Interlocked.Increment(ref issued)}";
        valid = token;
        var answer = new JsonObject
        {
            ["access_token"] = token,
            ["instance_url"] = address().GetLeftPart(UriPartial.Authority),
            ["token_type"] = "Bearer",
            ["issued_at"] = "1764318841000",
        };
        if (!HasNoIdentity)
            answer["id"] = $"https://login.salesforce.com/id/{StubOrg.Id}/005000000000001AAA";
        return (200, answer);
    }

    private static (int, JsonNode) Error(string word, string description) =>
        (400, new JsonObject { ["error"] = word, ["error_description"] = description });
}
