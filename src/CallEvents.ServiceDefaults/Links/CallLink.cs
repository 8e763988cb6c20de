using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults.Links;

/// <summary>Builds the address of a call's page from <c>Links:Call</c>.</summary>
public sealed class CallLink(IOptions<LinksOptions> options)
{
    private const string CallId = "{callId}";
    private const string Workspace = "{workspace}";

    private readonly string? template = string.IsNullOrWhiteSpace(options.Value.Call) ? null : options.Value.Call.Trim();

    /// <summary>The address; null where none is configured.</summary>
    public string? Of(string workspace, string callId) => template is null ? null : Fill(template, workspace, callId);

    internal static bool IsValid(string? template)
    {
        if (string.IsNullOrWhiteSpace(template))
            return true;

        // Filled with a letter, which is valid in each part of an address: what has a brace then has an unknown placeholder.
        var filled = Fill(template.Trim(), "x", "x");
        return template.Contains(CallId, StringComparison.Ordinal)
            && !filled.Any(letter => letter is '{' or '}' || char.IsWhiteSpace(letter) || char.IsControl(letter))
            && Uri.TryCreate(filled, UriKind.Absolute, out var address)
            && address.Scheme == Uri.UriSchemeHttps
            && address.UserInfo.Length == 0;
    }

    private static string Fill(string template, string workspace, string callId) =>
        template
            .Replace(Workspace, Uri.EscapeDataString(workspace), StringComparison.Ordinal)
            .Replace(CallId, Uri.EscapeDataString(callId), StringComparison.Ordinal);
}
