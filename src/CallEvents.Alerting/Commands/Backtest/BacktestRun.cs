using System.Security.Cryptography;
using System.Text;
using CallEvents.Alerting.Commands.Reading;
using CallEvents.Contracts;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Alerting.Commands.Backtest;

/// <summary>
/// Reads the calls of a time, and judges each as soon as it is read. What ends the reading early is noted: the findings so far stay.
/// </summary>
internal sealed class BacktestRun(
    IReadOnlyList<PastCallSource> sources,
    BacktestRequest request,
    BacktestFindings findings,
    TimeProvider time
)
{
    /// <param name="report">Takes a line, and the part that is done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ctrl-C.</param>
    public async Task RunAsync(Action<string, double?> report, CancellationToken cancellationToken)
    {
        try
        {
            var calls = Choose(await ListAsync(report, cancellationToken));
            findings.Chosen = calls.Count;
            await JudgeAsync(calls, report, cancellationToken);
        }
        catch (ApiTroubleException trouble)
        {
            findings.Stopped = trouble.Message;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            findings.Stopped = "interrupted";
        }
        finally
        {
            findings.Requests = sources.Sum(source => source.Sent);
            findings.Cached = sources.Sum(source => source.Cached);
        }
    }

    private async Task<List<(PastCallSource Source, Call Call)>> ListAsync(
        Action<string, double?> report,
        CancellationToken cancellationToken
    )
    {
        List<(PastCallSource Source, Call Call)> found = [];
        var days = request.Days.ToList();
        var (done, all) = (0, days.Count * sources.Count);
        foreach (var source in sources)
        {
            foreach (var day in days)
            {
                try
                {
                    var list = await source.ListAsync(day, cancellationToken);
                    if (day == days[0])
                        findings.ListedAt = findings.ListedAt < list.ReadAt ? findings.ListedAt : list.ReadAt;
                    findings.UnreadableItems += list.Unreadable;
                    found.AddRange(
                        list.Calls.Where(call => call.CreatedAt >= request.From && call.CreatedAt < request.To)
                            .Select(call => (source, call))
                    );
                }
                catch (UnreadableCallException unreadable)
                {
                    findings.UnreadableDays.Add($"{source.Workspace} {day:yyyy-MM-dd} ({unreadable.Message})");
                }

                report($"{Format.Number(found.Count, "call")} found, {++done} of {Format.Number(all, "day")} listed", done / (double)all);
            }
        }

        findings.Listed = found.Count;
        return found;
    }

    /// <summary>
    /// Newest first. Every call has the same chance by the hash of its id: the same sample each time, and a part of any larger one.
    /// </summary>
    private List<(PastCallSource Source, Call Call)> Choose(List<(PastCallSource Source, Call Call)> calls) =>
        [
            .. (request.Sample is { } size ? calls.OrderBy(one => Draw(one.Source.Workspace, one.Call.Id)).Take(size) : calls)
                .OrderByDescending(one => one.Call.CreatedAt)
                .ThenBy(one => one.Call.Id, StringComparer.Ordinal),
        ];

    private static UInt128 Draw(string workspace, string callId) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{workspace}\n{callId}")));

    private async Task JudgeAsync(
        List<(PastCallSource Source, Call Call)> calls,
        Action<string, double?> report,
        CancellationToken cancellationToken
    )
    {
        var startedAt = time.GetTimestamp();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var underWay = new Queue<(PastCallSource Source, Task<PastCall?> Reading)>();
        try
        {
            var next = 0;
            for (var done = 1; done <= calls.Count; done++)
            {
                for (; next < calls.Count && underWay.Count < request.Parallelism; next++)
                    underWay.Enqueue((calls[next].Source, ReadAsync(calls[next].Source, calls[next].Call, ending.Token)));
                var (source, reading) = underWay.Dequeue();
                findings.Judge(source.Workspace, await reading);
                report(Describe(done, calls.Count, time.GetElapsedTime(startedAt)), done / (double)calls.Count);
            }
        }
        finally
        {
            await ending.CancelAsync();
            foreach (var (_, reading) in underWay)
                await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private Task<PastCall?> ReadAsync(PastCallSource source, Call call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return findings.NeedsTranscripts ? source.ReadAsync(call, cancellationToken) : Task.FromResult<PastCall?>(new(call));
    }

    private static string Describe(int done, int all, TimeSpan elapsed)
    {
        var judged = $"{Format.Number(done)} of {Format.Number(all, "call")} judged";
        var left = elapsed * ((all - done) / (double)done);
        return done == all ? judged
            : left.TotalMinutes < 1 ? $"{judged}, less than a minute left"
            : $"{judged}, about {Format.Number((long)Math.Ceiling(left.TotalMinutes), "minute")} left";
    }
}
