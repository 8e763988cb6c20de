using System.Text.RegularExpressions;
using CallEvents.ServiceDefaults.Configuration;
using Microsoft.Extensions.Options;

namespace CallEvents.Revont.Settings;

/// <summary>Rejects a configuration without a workspace, an API key or a valid address.</summary>
internal sealed partial class RevontOptionsValidator : IValidateOptions<RevontOptions>
{
    public ValidateOptionsResult Validate(string? name, RevontOptions options)
    {
        var rules = new SettingRules(RevontOptions.Section)
            .Between("RequestsPerSecond", options.RequestsPerSecond, 0.001, 100_000)
            .Between("MaxConcurrency", options.MaxConcurrency, 1, 1_000);
        if (!IsAddress(options.BaseUrl))
        {
            var found = options.BaseUrl.Contains('@', StringComparison.Ordinal) ? "an address with a user" : options.BaseUrl;
            rules.Wrong("BaseUrl", found, "an http or https address such as https://api.revont.ai/v1");
        }

        if (options.Workspaces.Count == 0)
            rules.Wrong("Workspaces", null, "at least one workspace, such as Revont:Workspaces:main:ApiKey");
        foreach (var (workspace, settings) in options.Workspaces)
        {
            if (!Names().IsMatch(workspace))
                rules.Wrong($"Workspaces:{workspace}", workspace, "a name of up to 64 letters, digits, '.', '_' or '-'");
            if (string.IsNullOrWhiteSpace(settings.ApiKey))
                rules.Wrong($"Workspaces:{workspace}:ApiKey", null, "the workspace's Revont API key");
            else if (!IsSendable(settings.ApiKey))
            {
                rules.Wrong(
                    $"Workspaces:{workspace}:ApiKey",
                    "a key with spaces or other characters that are not allowed in a header",
                    "the workspace's Revont API key"
                );
            }
        }

        return rules.Result();
    }

    /// <summary>Whether a key can be sent in a header.</summary>
    internal static bool IsSendable(string key) => key.Length > 0 && key.All(letter => letter is >= '!' and <= '~');

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "" };

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}$")]
    private static partial Regex Names();
}
