using CallEvents.ServiceDefaults.Downstream;
using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Alerting.Sending;

/// <summary>The circuit of one channel: while it is open, one alert at a time is tried as a probe.</summary>
internal sealed partial class ChannelCircuit(string channel, DownstreamOptions options, TimeProvider time, ILogger logger)
{
    private readonly CircuitBreaker breaker = new(options.BreakDuration, options.MaxBreakDuration, time);
    private readonly Lock sync = new();
    private ChannelOutage? outage;

    /// <summary>Null while the channel takes alerts.</summary>
    public ChannelOutage? Outage
    {
        get
        {
            lock (sync)
                return outage;
        }
    }

    public CircuitState State
    {
        get
        {
            lock (sync)
                return breaker.State;
        }
    }

    /// <summary>How long until a probe is due: null while it is closed, zero or less when one is due.</summary>
    public TimeSpan? UntilProbe
    {
        get
        {
            lock (sync)
                return breaker.UntilProbe;
        }
    }

    /// <summary>The channel has taken an alert.</summary>
    public void Close()
    {
        ChannelOutage? ended;
        lock (sync)
        {
            breaker.Close();
            (ended, outage) = (outage, null);
        }

        if (ended is null)
            return;
        var duration = time.GetUtcNow() - ended.Since;
        Log.Recovered(logger, channel, duration);
    }

    /// <summary>The channel has failed.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="needsOperator">Whether it rejects our address or credentials.</param>
    /// <param name="delay">The pause that it asked for.</param>
    public void Open(string reason, bool needsOperator, TimeSpan? delay)
    {
        ChannelOutage? before,
            now;
        lock (sync)
        {
            var least = needsOperator ? MinOperatorBreak : TimeSpan.Zero;
            breaker.Open(delay > least ? delay : least);
            before = outage;
            now = outage = new ChannelOutage(before?.Since ?? time.GetUtcNow(), reason, needsOperator, breaker.NextProbe!.Value)
            {
                FailedAt = time.GetUtcNow(),
            };
        }

        if (before is null || before.NeedsOperator != needsOperator)
            LogOutage(now);
    }

    private TimeSpan MinOperatorBreak =>
        options.RejectingBreakDuration > options.OperatorBreakDuration ? options.RejectingBreakDuration : options.OperatorBreakDuration;

    private void LogOutage(ChannelOutage now)
    {
        if (now.NeedsOperator)
            Log.Unauthorized(logger, channel, now.Reason);
        else
            Log.Unavailable(logger, channel, now.Reason, now.NextProbe);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 4101,
            Level = LogLevel.Warning,
            Message = "Channel {Channel} unavailable ({Reason}); its alerts wait, next probe at {NextProbe:u}"
        )]
        public static partial void Unavailable(ILogger logger, string channel, string reason, DateTimeOffset nextProbe);

        [LoggerMessage(
            EventId = 4102,
            Level = LogLevel.Error,
            Message = "Channel {Channel} rejected our address or credentials ({Reason}); its alerts wait until they work"
        )]
        public static partial void Unauthorized(ILogger logger, string channel, string reason);

        [LoggerMessage(EventId = 4103, Level = LogLevel.Information, Message = "Channel {Channel} recovered after {Duration}")]
        public static partial void Recovered(ILogger logger, string channel, TimeSpan duration);
    }
}
