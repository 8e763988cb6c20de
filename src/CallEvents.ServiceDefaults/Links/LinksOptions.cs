using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults.Links;

/// <summary>Addresses of pages about a call. Source: section <c>Links</c>.</summary>
public sealed class LinksOptions
{
    /// <summary>The section these options are bound from.</summary>
    public const string Section = "Links";

    /// <summary>The address of a call's page, with <c>{callId}</c> and, where needed, <c>{workspace}</c>.</summary>
    /// <value>Default: none, and no link. Such as <c>https://app.example.com/calls/{callId}</c>.</value>
    public string? Call { get; set; }

    /// <summary>Rejects wrong values at start-up.</summary>
    internal sealed class Validator : IValidateOptions<LinksOptions>
    {
        public ValidateOptionsResult Validate(string? name, LinksOptions options) =>
            CallLink.IsValid(options.Call)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(
                    Configuration.Setting.Wrong(
                        $"{Section}:{nameof(Call)}",
                        Configuration.Setting.Redact(options.Call),
                        "an address such as https://example.com/{callId}, with no placeholders except {callId} and {workspace}"
                    )
                );
    }
}
