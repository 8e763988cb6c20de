using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.Webhooks;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.Webhook;

/// <summary>The signed webhook that stands for a CRM without an adapter. Source: section <c>Crm:Webhook</c>.</summary>
internal sealed class WebhookOptions
{
    /// <summary>The section these options are bound from.</summary>
    public const string Section = "Crm:Webhook";

    /// <summary>The address to which calls are posted. Treat it as a secret.</summary>
    /// <value>Default: none; required for the adapter <c>webhook</c>. With <c>https</c>; to this machine also <c>http</c>.</value>
    public string? Url { get; set; }

    /// <summary>The secret that signs, as Standard Webhooks writes it.</summary>
    /// <value>Default: none; required for the adapter <c>webhook</c>. <c>whsec_</c> and the base64 of 24 to 64 bytes.</value>
    public string? Secret { get; set; }

    /// <summary>The former secret, which signs too until the receiver has the new one.</summary>
    /// <value>Default: none.</value>
    public string? PreviousSecret { get; set; }

    /// <summary>Headers that are sent as well, such as one with a key that the receiver checks.</summary>
    /// <value>Default: none.</value>
    public Dictionary<string, string> Headers { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The longest body, in bytes. Longer transcripts are cut, and marked as cut.</summary>
    /// <value>Default: 1 MiB. From 4 KiB to 16 MiB.</value>
    public int MaxBytes { get; set; } = 1024 * 1024;

    /// <summary>Rejects wrong values at start-up, if the adapter is used.</summary>
    internal sealed class Validator(IOptions<CrmOptions> crm) : IValidateOptions<WebhookOptions>
    {
        public ValidateOptionsResult Validate(string? name, WebhookOptions options)
        {
            if (crm.Value.Adapter != WebhookCrm.AdapterName)
                return ValidateOptionsResult.Skip;

            return new SettingRules(Section)
                .WebhookUrl(nameof(Url), options.Url)
                .WebhookSecret(nameof(Secret), options.Secret, isRequired: true)
                .WebhookSecret(nameof(PreviousSecret), options.PreviousSecret, isRequired: false)
                .WebhookHeaders(nameof(Headers), options.Headers)
                .Between(nameof(MaxBytes), options.MaxBytes, 4 * 1024, 16 * 1024 * 1024)
                .Result();
        }
    }
}
