using CallEvents.ServiceDefaults.Configuration;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.Crm;

/// <summary>The CRM to write to. Source: section <c>Crm</c>.</summary>
internal sealed class CrmOptions
{
    /// <summary>The section these options are bound from.</summary>
    public const string Section = "Crm";

    private static readonly string[] Adapters = [LogCrm.AdapterName];

    /// <summary>The adapter. <c>none</c> logs the names of the fields that it would write to a CRM.</summary>
    /// <value>Default: <c>none</c>.</value>
    public string Adapter { get; set; } = LogCrm.AdapterName;

    /// <summary>Rejects unknown adapters at start-up.</summary>
    internal sealed class Validator : IValidateOptions<CrmOptions>
    {
        public ValidateOptionsResult Validate(string? name, CrmOptions options) =>
            Adapters.Contains(options.Adapter, StringComparer.OrdinalIgnoreCase)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(Setting.Wrong("Crm:Adapter", options.Adapter, $"one of: {string.Join(", ", Adapters)}"));
    }
}
