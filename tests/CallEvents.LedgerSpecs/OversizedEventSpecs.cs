using CallEvents.Poller.Calls;

namespace CallEvents.LedgerSpecs;

/// <summary>Events over <c>Publishing:MaxBytes</c>: never sent, and no reason for anything else to wait.</summary>
public abstract class OversizedEventSpecs(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    [Fact]
    public async Task An_oversized_event_counts_in_no_limit()
    {
        const int maxBytes = 2_000;
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync(), maxBytes);

        await session.CommitAsync(TestLedger.FromList("call_1"), TestLedger.FromDetail("call_1", new string('x', maxBytes)));

        session.Status.Pending[CallEventType.CallRecorded].ShouldBe(1);
        session.Status.Pending[CallEventType.CallTranscribed].ShouldBe(0);
        var stored = (await ledger.Reader.LoadAsync("main", maxBytes, default))!;
        stored.Pending.ShouldBe(new Dictionary<CallEventType, long> { [CallEventType.CallRecorded] = 1 });
    }
}
