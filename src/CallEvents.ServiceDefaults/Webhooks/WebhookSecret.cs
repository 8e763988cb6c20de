using System.Diagnostics.CodeAnalysis;

namespace CallEvents.ServiceDefaults.Webhooks;

/// <summary>A key to sign webhooks with, written as <c>whsec_</c> and base64. Its text form hides it.</summary>
public sealed class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int ShortestKey = 24;
    private const int LongestKey = 64;

    private readonly byte[] key;

    private WebhookSecret(byte[] key) => this.key = key;

    internal ReadOnlySpan<byte> Key => key;

    /// <summary>Reads a secret as Standard Webhooks writes it.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out WebhookSecret? secret)
    {
        secret = null;
        var encoded = text?.Trim();
        if (encoded is null || !encoded.StartsWith(Prefix, StringComparison.Ordinal))
            return false;

        // 2 bytes more than the longest: a key that is too long must not look like one of the longest.
        var bytes = new byte[LongestKey + 2];
        if (!Convert.TryFromBase64Chars(encoded.AsSpan(Prefix.Length), bytes, out var length))
            return false;
        if (length is < ShortestKey or > LongestKey)
            return false;
        secret = new(bytes[..length]);
        return true;
    }

    public override string ToString() => $"{Prefix}***";
}
