using CallEvents.Benchmarks.Race;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Publishing;
using CallEvents.TestSupport.Ledger;

namespace CallEvents.Benchmarks.Growth;

/// <summary>Everything that a pass asks of a ledger, again and again.</summary>
internal sealed class LedgerRun(long calls)
{
    private const int Page = 100;
    private const int Times = 40;
    private const int WarmUp = 10;

    /// <summary>The median of each deed in milliseconds.</summary>
    public async Task<Dictionary<string, double>> RunAsync(string connectionString)
    {
        await using var ledger = await TestLedger.OpenAsync(connectionString);
        var workspace = await ledger.BeginAsync();
        await ledger.FillAsync(calls: calls);
        await using var work = await ledger.WorkAsync(workspace);
        var dueFacts = new DueFacts(ledger.Contexts, "main", new PublishingOptions());
        List<FactRow> due = [];
        return new()
        {
            ["a page of known calls"] = await MedianAsync(time => work.CommitAsync(Known("won"))),
            ["a page of edited calls"] = await MedianAsync(time => work.CommitAsync(Known($"outcome {time}"))),
            ["a page of new calls"] = await MedianAsync(time => work.CommitAsync([.. Numbers().Select(number => TestLedger.Listed($"new_{time}_{number}"))])),
            ["which transcripts are due"] = await MedianAsync(_ => ledger.Reader.DueChecksAsync("main", TestLedger.Now, Page, default)),
            ["when the next is due"] = await MedianAsync(_ => ledger.Reader.NextCheckAsync("main", default)),
            ["which facts are due"] = await MedianAsync(async _ => due = await dueFacts.NextAsync([FactType.CallRecorded], [FactType.CallTranscribed], [], new HashSet<long>(), default)),
            ["marking them told"] = await MedianAsync(_ => work.Writer.CommitAsync(new Commit { Told = due }, default)),
        };
    }

    private Answer[] Known(string outcome) => [.. Numbers().Select(number => TestLedger.Listed($"call_{calls - Page + number}", outcome))];

    private static IEnumerable<int> Numbers() => Enumerable.Range(0, Page);

    private static async Task<double> MedianAsync(Func<int, Task> deed)
    {
        var lengths = new List<double>();
        for (var time = 0; time < WarmUp + Times; time++)
        {
            var started = TimeProvider.System.GetTimestamp();
            await deed(time);
            lengths.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }

        return Result.Median(lengths.Skip(WarmUp));
    }
}
