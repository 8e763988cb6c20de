using CallEvents.Poller.Ledger;
using CallEvents.Poller.Outbox;
using CallEvents.Poller.Workspaces.Loops;
using CallEvents.Revont.Calls;
using CallEvents.Revont.Requests;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Outbox;
using CallEvents.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace CallEvents.Tests.Poller.Workspaces;

/// <summary>A lease that a loop finds expired just before a late renewal extends it.</summary>
public sealed class LostLeaseTests
{
    [Fact]
    public async Task A_session_ends_with_the_first_of_its_loops_that_finds_the_lease_lost()
    {
        var now = TimeProvider.System.GetUtcNow();
        var revont = new InMemoryRevont(new CallSnapshot("call_1") { CreatedAt = now.AddMinutes(-10) });
        var isFirst = 1;
        await using var poller = await PollerHost.StartAsync(
            new Uri("http://never.called.invalid"),
            settings: FastSettings.From(now.AddHours(-1)),
            configure: builder =>
                builder
                    .Services.AddSingleton<IRevontApi>(revont)
                    .AddSingleton<IMessageSender>(new RecordingSender())
                    .AddScoped<IWorkspaceLoop>(_ => new ContinuousLoop(
                        "late loop",
                        async stopping =>
                        {
                            if (Interlocked.Exchange(ref isFirst, 0) == 1)
                                throw new LeaseLostException("main");
                            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping);
                        }
                    ))
        );

        await Eventually.Be(() => Sessions() == 2);

        int Sessions() => poller.Logs.Lines.Count(line => line.Contains("Working on workspace", StringComparison.Ordinal));
    }
}
