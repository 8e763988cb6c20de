using CallEvents.LedgerSpecs;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;

namespace CallEvents.Benchmarks.Growth;

/// <summary>A ledger with so many calls in it, and everything that a pass asks of it.</summary>
internal sealed class LedgerRun : IAsyncDisposable
{
    private const int Page = 100;

    private readonly TestLedger ledger;
    private readonly TestLedger.Session work;
    private readonly long calls;
    private List<OutboxRow> due = [];

    private LedgerRun(TestLedger ledger, TestLedger.Session work, long calls)
    {
        (this.ledger, this.work, this.calls) = (ledger, work, calls);
        var dueFacts = new OutboxReader(ledger.Contexts, "main", new PublishingOptions());
        var query = new OutboxQuery { Routable = [CallEventType.CallRecorded], Probing = [CallEventType.CallTranscribed] };
        Deeds =
        [
            ("a page of known calls", _ => work.CommitAsync(Known("won"))),
            ("a page of edited calls", time => work.CommitAsync(Known($"outcome {time}"))),
            ("a page of new calls", time => work.CommitAsync([.. Numbers().Select(number => TestLedger.FromList($"new_{time}_{number}"))])),
            ("which transcripts are due", _ => ledger.Reader.DueChecksAsync("main", TestLedger.Now, Page, default)),
            ("when the next is due", _ => ledger.Reader.NextCheckAsync("main", default)),
            ("which facts are due", async _ => due = await dueFacts.NextAsync(query, default)),
            ("marking them told", _ => work.Writer.CommitAsync(new ChangeSet { Published = due }, default)),
        ];
    }

    /// <summary>Each may be done any number of times; it is told how often it was done before.</summary>
    public IReadOnlyList<(string Name, Func<int, Task> DoAsync)> Deeds { get; }

    public static async Task<LedgerRun> OpenAsync(string connectionString, long calls)
    {
        var ledger = await TestLedger.OpenAsync(connectionString);
        var workspace = await ledger.AddWorkspaceAsync();
        await ledger.SeedAsync(calls: calls);
        return new LedgerRun(ledger, await ledger.StartSessionAsync(workspace), calls);
    }

    public async ValueTask DisposeAsync()
    {
        await work.DisposeAsync();
        await ledger.DisposeAsync();
    }

    private CallObservation[] Known(string outcome) => [.. Numbers().Select(number => TestLedger.FromList($"call_{calls - Page + number}", outcome))];

    private static IEnumerable<int> Numbers() => Enumerable.Range(0, Page);
}
