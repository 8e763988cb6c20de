using CallEvents.ServiceDefaults.Downstream;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallEvents.Tests.ServiceDefaults.Downstream;

public sealed class DownstreamCircuitTests
{
    private static readonly DownstreamOptions Options = new()
    {
        ImmediateRetries = [],
        BreakDuration = TimeSpan.FromMilliseconds(10),
        MaxHoldTime = TimeSpan.FromMilliseconds(5),
    };

    private static CancellationToken TestEnded => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_probe_with_a_value_that_cannot_be_stored_closes_no_circuit()
    {
        var time = new ShiftedFakeClock(DateTimeOffset.UnixEpoch);
        var circuit = new DownstreamCircuit(
            new DownstreamDefinition { Name = "crm" },
            Options,
            time,
            NullLogger<DownstreamCircuit>.Instance,
            CancellationToken.None
        );
        var failing = circuit.ExecuteAsync(_ => Task.FromResult(DownstreamResult.Unavailable("503")), TestEnded);
        time.Advance(Options.MaxHoldTime);
        await Should.ThrowAsync<OperationCanceledException>(failing);
        time.Advance(Options.BreakDuration);

        await Should.ThrowAsync<SqliteException>(
            circuit.ExecuteAsync(_ => throw new SqliteException("too big", SQLitePCL.raw.SQLITE_TOOBIG), TestEnded)
        );

        circuit.Outage.ShouldNotBeNull().Reason.ShouldBe("503");
        await circuit.ExecuteAsync(_ => Task.FromResult(DownstreamResult.Completed), TestEnded);
        circuit.Outage.ShouldBeNull();
    }
}
