using System.Text.RegularExpressions;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.ServiceDefaults.Redrive;

/// <summary>Why a message is not in its queue, as it may be printed: without personal data, and alike for all calls.</summary>
internal static partial class FaultReason
{
    private const int MaxLength = 200;
    private const string Hidden = "…";

    /// <summary>The reason for an operator.</summary>
    /// <param name="headers">The message's headers.</param>
    /// <param name="callId">The id of its call, which would make each reason another; null when it is unknown.</param>
    public static string Of(IDictionary<string, object?>? headers, string? callId)
    {
        if (FaultHeaders.Text(headers, FaultHeaders.Message) is not { Length: > 0 } reason)
            return FaultHeaders.Text(headers, FaultHeaders.Reason) is null ? "no reason is given" : "no consumer for its type";

        // Our own exceptions hold codes and names of ours. Those of the framework quote what they could not use, which may be anything.
        var type = FaultHeaders.Text(headers, FaultHeaders.ExceptionType);
        if (type?.EndsWith(nameof(MessageRejectedException), StringComparison.Ordinal) is false)
            reason = Quoted().Replace(Position().Replace(reason, ""), $"'{Hidden}'");
        if (!string.IsNullOrEmpty(callId))
            reason = reason.Replace(callId, Hidden, StringComparison.Ordinal);
        reason = Format.Plain(Address().Replace(reason.ReplaceLineEndings(" "), Hidden));
        return reason.Length > MaxLength ? $"{reason[..MaxLength]}{Hidden}" : reason;
    }

    [GeneratedRegex("""'[^']*'|"[^"]*"|`[^`]*`""")]
    private static partial Regex Quoted();

    // Of System.Text.Json: differs with the length of what stands before it.
    [GeneratedRegex(@" \| LineNumber: \d+ \| BytePositionInLine: \d+\.")]
    private static partial Regex Position();

    [GeneratedRegex("""[^\s@"'<>]+@[^\s@"'<>]+""")]
    private static partial Regex Address();
}
