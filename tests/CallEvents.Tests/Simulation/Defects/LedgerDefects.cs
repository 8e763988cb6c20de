using System.Globalization;
using System.Text.RegularExpressions;
using CallEvents.Poller.Calls;
using CallEvents.Revont.Responses;
using Refit;

namespace CallEvents.Tests.Simulation.Defects;

/// <summary>The progress moves to the end of a slice with its first page.</summary>
internal sealed class WatermarkOnFirstPage : ApiDefect
{
    private DateTimeOffset? reached;

    public override string? SqlWithCommit(SimulatedWorld world)
    {
        if (reached is not { } end)
            return null;
        var microseconds = (end - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var column = end <= SimulatedWorld.Start ? "backfilled_to" : "watermark";
        return string.Create(CultureInfo.InvariantCulture, $"UPDATE workspaces SET {column} = MAX({column}, {microseconds})");
    }

    protected override ApiResponse<RevontPage> Respond(ApiResponse<RevontPage> response, Slice slice, bool hasCursor)
    {
        if (!hasCursor && response.Content?.HasMore is true)
            reached = slice.To;
        return response;
    }
}

/// <summary>A commit does not check the fence of the lease.</summary>
internal sealed class FenceNotChecked : PlantedDefect
{
    public override string Rewrite(string sql) => sql.Replace(" AND fence = @p0", "", StringComparison.Ordinal);
}

/// <summary>A <c>Retry-After</c> is kept in memory only.</summary>
internal sealed partial class RetryAfterNotStored : PlantedDefect
{
    public override string Rewrite(string sql) => PausedUntil().Replace(sql, "fence = fence + 0 * @p0 ");

    [GeneratedRegex("""(?<=SET )api_paused_until = .*(?=WHERE)""", RegexOptions.Singleline)]
    private static partial Regex PausedUntil();
}

/// <summary>A transcript that ends well before its call is not checked again.</summary>
internal sealed class PartialTranscriptIsFinal : PlantedDefect
{
    public override string SqlWithCommit(SimulatedWorld world) => "UPDATE calls SET next_check_at = NULL WHERE transcript = 1";
}

/// <summary>What cannot be read is not retried.</summary>
internal sealed class ParkedForgotten : PlantedDefect
{
    public override string SqlWithCommit(SimulatedWorld world) => "DELETE FROM parked";
}
