using System.Text.RegularExpressions;
using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.Configuration;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>Rejects a missing token, and an address over which it could be read on the way.</summary>
internal sealed partial class HubSpotOptionsValidator(IConfiguration configuration) : IValidateOptions<HubSpotOptions>
{
    private const string Token = "the access token of a HubSpot service key";

    public ValidateOptionsResult Validate(string? name, HubSpotOptions options)
    {
        var rules = new SettingRules(HubSpotOptions.Section);
        if (configuration[$"{CrmOptions.Section}:{nameof(CrmOptions.Adapter)}"] != HubSpotCrm.AdapterName)
            return rules.Result();

        if (string.IsNullOrWhiteSpace(options.AccessToken))
            rules.Wrong("AccessToken", null, Token);
        else if (!options.AccessToken.Trim().All(letter => letter is >= '!' and <= '~'))
            rules.Wrong("AccessToken", "a token with spaces or other characters that are not allowed in a header", Token);
        if (!IsAddress(options.BaseUrl))
        {
            var found = options.BaseUrl.AsSpan().IndexOfAny("@?#") >= 0 ? "an address with a user or a query" : options.BaseUrl;
            rules.Wrong("BaseUrl", found, "an https address such as https://api.hubapi.com");
        }

        if (!Versions().IsMatch(options.ApiVersion))
            rules.Wrong("ApiVersion", options.ApiVersion, "a version of HubSpot's API such as 2026-09");
        return rules.Result();
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address is { UserInfo: "", Query: "", Fragment: "" }
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9.-]{0,30}$")]
    private static partial Regex Versions();
}
