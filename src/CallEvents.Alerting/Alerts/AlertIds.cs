using System.Security.Cryptography;
using System.Text;

namespace CallEvents.Alerting.Alerts;

/// <summary>Hashes that identify alerts, and what is counted together, without personal data.</summary>
internal static class AlertIds
{
    private const int Length = 32;

    /// <summary>The id of an alert: 32 hexadecimal digits.</summary>
    public static string Of(string workspace, string ruleId, string callId, string channel, string occurrence) =>
        Hash(workspace, ruleId, callId, channel, occurrence);

    /// <summary>A hash of texts, so that different lists of texts have different ones.</summary>
    public static string Hash(params IEnumerable<string> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
            text.Append(part.Length).Append(':').Append(part);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..Length];
    }
}
