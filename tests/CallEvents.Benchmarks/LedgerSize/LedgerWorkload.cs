using CallEvents.LedgerSpecs;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;

namespace CallEvents.Benchmarks.LedgerSize;

/// <summary>A ledger with a given number of calls, and the operations of a poll pass on it.</summary>
internal sealed class LedgerWorkload : IAsyncDisposable
{
    private const int PageSize = 100;

    private readonly TestLedger ledger;
    private readonly TestLedger.Session work;
    private readonly long calls;
    private List<OutboxRow> pending = [];

    private LedgerWorkload(TestLedger ledger, TestLedger.Session work, long calls)
    {
        (this.ledger, this.work, this.calls) = (ledger, work, calls);
        var outbox = new OutboxReader(ledger.Contexts, "main", new PublishingOptions());
        Operations =
        [
            ("a page of known calls", _ => work.CommitAsync(KnownCalls("won"))),
            ("a page of edited calls", run => work.CommitAsync(KnownCalls($"outcome {run}"))),
            ("a page of new calls", run => work.CommitAsync([.. Numbers().Select(number => TestLedger.FromList($"new_{run}_{number}"))])),
            ("due transcript checks", _ => ledger.Reader.DueChecksAsync("main", TestLedger.Now, PageSize, default)),
            ("time of the next check", _ => ledger.Reader.NextCheckAsync("main", default)),
            ("pending events", async _ => pending = await NextPendingAsync(outbox)),
            ("marking events as published", _ => work.CommitAsync(new SettledEvents(pending, []))),
        ];
    }

    /// <summary>The operations. Each can run any number of times; the argument is the number of earlier runs.</summary>
    public IReadOnlyList<(string Name, Func<int, Task> RunAsync)> Operations { get; }

    public static async Task<LedgerWorkload> OpenAsync(string connectionString, long calls)
    {
        var ledger = await TestLedger.OpenAsync(connectionString);
        var workspace = await ledger.AddWorkspaceAsync();
        await ledger.SeedAsync(calls: calls);
        return new LedgerWorkload(ledger, await ledger.StartSessionAsync(workspace), calls);
    }

    public async ValueTask DisposeAsync()
    {
        await work.DisposeAsync();
        await ledger.DisposeAsync();
    }

    private static Task<List<OutboxRow>> NextPendingAsync(OutboxReader outbox) =>
        outbox.NextAsync(new OutboxQuery { Routable = [CallEventType.CallRecorded], Probing = [CallEventType.CallTranscribed] }, default);

    private CallObservation[] KnownCalls(string outcome) =>
        [.. Numbers().Select(number => TestLedger.FromList($"call_{calls - PageSize + number}", outcome))];

    private static IEnumerable<int> Numbers() => Enumerable.Range(0, PageSize);
}
