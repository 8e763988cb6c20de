using CallEvents.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Alerting.State;

/// <summary>When each channel may send next, and when it last accepted something: the same for all replicas.</summary>
internal sealed class ChannelPaces(IDbContextFactory<AlertingDbContext> contexts, DatabaseClock clock)
{
    /// <summary>Takes the channel's turn to send; the next one comes after the gap, whichever replica takes it.</summary>
    /// <returns>Zero if it is the caller's turn, else how long to wait for it.</returns>
    public async Task<TimeSpan> TakeTurnAsync(string channel, TimeSpan gap, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.Sql(context);
        var take = $$"""
            INSERT INTO channel_paces (channel, next_at) VALUES ({0}, {{now}} + {1})
            ON CONFLICT (channel) DO UPDATE SET next_at = {{now}} + {1} WHERE channel_paces.next_at <= {{now}}
            """;
        if (await context.Database.ExecuteSqlRawAsync(take, [channel, (long)gap.TotalMilliseconds], cancellationToken) > 0)
            return TimeSpan.Zero;

        var wait = $$"""SELECT next_at - {{now}} AS "Value" FROM channel_paces WHERE channel = {0}""";
        var left = await context.Database.SqlQueryRaw<long>(wait, channel).ToListAsync(cancellationToken);
        return TimeSpan.FromMilliseconds(left is [var milliseconds] ? Math.Clamp(milliseconds, 1, gap.TotalMilliseconds + 1) : 1);
    }

    /// <summary>Gives the turn back: nothing was sent.</summary>
    public async Task ReturnTurnAsync(string channel, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context
            .Paces.Where(pace => pace.Channel == channel)
            .ExecuteUpdateAsync(pace => pace.SetProperty(p => p.NextAt, 0), cancellationToken);
    }

    /// <summary>Whether the channel has accepted something since then, from any replica or from a command.</summary>
    public async Task<bool> HasAcceptedSinceAsync(string channel, long since, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Paces.AnyAsync(pace => pace.Channel == channel && pace.AcceptedAt > since, cancellationToken);
    }

    /// <summary>The channel has accepted something.</summary>
    public async Task RecordAcceptedAsync(string channel, long now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await RecordAcceptedAsync(context, channel, now, cancellationToken);
    }

    internal static Task<int> RecordAcceptedAsync(
        AlertingDbContext context,
        string channel,
        long now,
        CancellationToken cancellationToken
    ) =>
        context.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO channel_paces (channel, next_at, accepted_at) VALUES ({0}, 0, {1})
            ON CONFLICT (channel) DO UPDATE SET accepted_at = {1}
            """,
            [channel, now],
            cancellationToken
        );
}
