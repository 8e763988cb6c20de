using System.Text.RegularExpressions;
using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.Configuration;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>The connection to Salesforce. Source: section <c>Crm:Salesforce</c>.</summary>
internal sealed partial class SalesforceOptions
{
    /// <summary>The section these options are bound from.</summary>
    public const string Section = "Crm:Salesforce";

    /// <summary>The My Domain address of the org, such as <c>https://acme.my.salesforce.com</c>.</summary>
    /// <value>Default: none; required when <c>Crm:Adapter</c> is <c>salesforce</c>. <c>https</c> only, except loopback.</value>
    public string? LoginUrl { get; set; }

    /// <summary>The consumer key of the External Client App.</summary>
    /// <value>Default: none; required when <c>Crm:Adapter</c> is <c>salesforce</c>.</value>
    public string? ClientId { get; set; }

    /// <summary>The consumer secret of the External Client App. A secret.</summary>
    /// <value>Default: none; required when <c>Crm:Adapter</c> is <c>salesforce</c>.</value>
    public string? ClientSecret { get; set; }

    /// <summary>The version of the REST API.</summary>
    /// <value>Default: <c>v66.0</c>.</value>
    public string ApiVersion { get; set; } = "v66.0";

    /// <summary>The time zone in which a call's instant becomes a date, such as <c>Europe/Berlin</c>.</summary>
    /// <value>Default: <c>UTC</c>.</value>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>The login address without a slash at its end.</summary>
    internal Uri Login() => new(LoginUrl!.TrimEnd('/'));

    /// <summary>Rejects wrong values at start-up, for the adapter that uses them.</summary>
    internal sealed partial class Validator(IConfiguration configuration) : IValidateOptions<SalesforceOptions>
    {
        public ValidateOptionsResult Validate(string? name, SalesforceOptions options)
        {
            if (configuration[$"{CrmOptions.Section}:{nameof(CrmOptions.Adapter)}"] != SalesforceCrm.AdapterName)
                return ValidateOptionsResult.Success;

            var rules = new SettingRules(Section);
            if (!IsSecure(options.LoginUrl))
                rules.Wrong(
                    nameof(LoginUrl),
                    Setting.Redact(options.LoginUrl),
                    "the https address of My Domain, such as https://acme.my.salesforce.com"
                );
            if (string.IsNullOrWhiteSpace(options.ClientId))
                rules.Wrong(nameof(ClientId), null, "the consumer key of the External Client App");
            if (string.IsNullOrWhiteSpace(options.ClientSecret))
                rules.Wrong(nameof(ClientSecret), null, "the consumer secret of the External Client App");
            if (!Version().IsMatch(options.ApiVersion ?? ""))
                rules.Wrong(nameof(ApiVersion), options.ApiVersion, "a version such as v66.0");
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone ?? "", out _))
                rules.Wrong(nameof(TimeZone), options.TimeZone, "a time zone such as Europe/Berlin");
            return rules.Result();
        }

        private static bool IsSecure(string? address) =>
            Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            && uri.AbsolutePath == "/"
            && uri is { Query: "", UserInfo: "" };

        [GeneratedRegex(@"^v[0-9]{2,3}\.0$")]
        private static partial Regex Version();
    }
}
