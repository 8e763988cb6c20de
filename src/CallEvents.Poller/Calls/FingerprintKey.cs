using System.Security.Cryptography;
using System.Text;

namespace CallEvents.Poller.Calls;

/// <summary>
/// The key of a workspace's fingerprints, derived from its API key, which the ledger does not hold: without it, a copy of the ledger cannot
/// be searched for the few values that a member may have, and with it the calls themselves can be read.
/// </summary>
internal sealed class FingerprintKey
{
    private readonly byte[] secret;

    /// <param name="apiKey">The workspace's API key.</param>
    public FingerprintKey(string apiKey)
    {
        secret = HMACSHA256.HashData(Encoding.UTF8.GetBytes(apiKey), "CallEvents fingerprint"u8);
        Id = Hash("");
    }

    /// <summary>Distinguishes the fingerprints of one key from those of another.</summary>
    public string Id { get; }

    /// <summary>Six bytes of the keyed hash, in base64.</summary>
    public string Hash(string text) => Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(text)).AsSpan(0, 6));
}
