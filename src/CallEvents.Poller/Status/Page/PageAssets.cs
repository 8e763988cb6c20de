using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace CallEvents.Poller.Status.Page;

/// <summary>The page's style and script, inline, and the policy that allows a browser these and nothing from elsewhere.</summary>
internal static class PageAssets
{
    private static readonly string Style = Read("page.css");
    private static readonly string Script = Read("page.js");

    public static MarkupString StyleElement { get; } = new($"<style>{Style}</style>");

    public static MarkupString ScriptElement { get; } = new($"<script>{Script}</script>");

    /// <summary>The icon, a dot on a line: an event.</summary>
    public static string Icon => Read("icon.svg");

    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src '{Hash(Style)}'; script-src '{Hash(Script)}'; img-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Read(string name)
    {
        using var stream =
            typeof(PageAssets).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
