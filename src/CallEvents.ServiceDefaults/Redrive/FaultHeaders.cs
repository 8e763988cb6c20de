using System.Text;

namespace CallEvents.ServiceDefaults.Redrive;

/// <summary>Reads and removes the headers that MassTransit adds when it moves a message to <c>_error</c> or <c>_skipped</c>.</summary>
/// <remarks>
/// Measured with 8.5.12: <c>MT-Reason</c>, <c>MT-Fault-*</c> with a stack trace, and the <c>MT-Host-*</c> of the process that failed.
/// <c>MT-Host-Info</c> is one of the publisher's, by the serializer without an envelope. On a redelivery the broker adds the counts of
/// the queue that it takes the message from.
/// </remarks>
internal static class FaultHeaders
{
    public const string Message = "MT-Fault-Message";
    public const string ExceptionType = "MT-Fault-ExceptionType";
    public const string Reason = "MT-Reason";

    private const string Fault = "MT-Fault-";
    private const string Host = "MT-Host-";
    private const string HostOfPublisher = "MT-Host-Info";
    private static readonly string[] OfQueue = ["x-delivery-count", "x-acquired-count"];

    /// <summary>The headers of the message as it was before it failed; null when it had none.</summary>
    public static Dictionary<string, object?>? Remove(IDictionary<string, object?>? headers)
    {
        var kept = headers?.Where(header => !IsAdded(header.Key)).ToDictionary(header => header.Key, header => header.Value);
        return kept is { Count: > 0 } ? kept : null;
    }

    /// <summary>The text of a header; null where there is none.</summary>
    public static string? Text(IDictionary<string, object?>? headers, string name) =>
        headers is not null && headers.TryGetValue(name, out var value)
            ? value switch
            {
                byte[] bytes => Encoding.UTF8.GetString(bytes),
                string text => text,
                _ => null,
            }
            : null;

    private static bool IsAdded(string name) =>
        name == Reason
        || name.StartsWith(Fault, StringComparison.Ordinal)
        || (name.StartsWith(Host, StringComparison.Ordinal) && name != HostOfPublisher)
        || OfQueue.Contains(name);
}
