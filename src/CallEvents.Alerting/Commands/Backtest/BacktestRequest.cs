namespace CallEvents.Alerting.Commands.Backtest;

/// <summary>What is to be judged.</summary>
/// <param name="From">The oldest creation time, included.</param>
/// <param name="To">The newest creation time, not included.</param>
/// <param name="Sample">How many calls at most, chosen by chance; null for all.</param>
/// <param name="Parallelism">How many requests may be under way together.</param>
internal sealed record BacktestRequest(DateTimeOffset From, DateTimeOffset To, int? Sample, int Parallelism)
{
    /// <summary>The days in UTC that it touches, the newest first: what an interrupted run has read is the newest.</summary>
    public IEnumerable<DateTimeOffset> Days
    {
        get
        {
            var first = new DateTimeOffset(From.UtcDateTime.Date, TimeSpan.Zero);
            for (var day = new DateTimeOffset(To.AddTicks(-1).UtcDateTime.Date, TimeSpan.Zero); day >= first; day = day.AddDays(-1))
                yield return day;
        }
    }
}
