using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CallEvents.ServiceDefaults.Webhooks;

/// <summary>Signs webhooks: HMAC-SHA256 over id, timestamp and body.</summary>
/// <remarks>https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md</remarks>
public static class WebhookSigner
{
    /// <summary>The value of <c>webhook-signature</c>: one signature for each secret, separated by spaces.</summary>
    /// <param name="id">The value of <c>webhook-id</c>, without a dot.</param>
    /// <param name="timestamp">The value of <c>webhook-timestamp</c>, in seconds since 1970.</param>
    /// <param name="body">The body, byte for byte as it is sent.</param>
    /// <param name="secrets">The secret, and the previous one as long as receivers may still have it.</param>
    public static string Sign(string id, long timestamp, ReadOnlySpan<byte> body, params ReadOnlySpan<WebhookSecret?> secrets)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        var signatures = new List<string>(secrets.Length);
        foreach (var secret in secrets)
        {
            if (secret is null)
                continue;
            using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret.Key);
            hash.AppendData(head);
            hash.AppendData(body);
            signatures.Add($"v1,{Convert.ToBase64String(hash.GetHashAndReset())}");
        }

        return string.Join(' ', signatures);
    }
}
