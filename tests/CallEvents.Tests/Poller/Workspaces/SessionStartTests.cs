using System.Data.Common;
using CallEvents.Poller.Leasing;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using CallEvents.Revont.Calls;
using CallEvents.Revont.Requests;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Outbox;
using CallEvents.TestSupport;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace CallEvents.Tests.Poller.Workspaces;

/// <summary>A replica that has just acquired a lease, and loses it before its session has started.</summary>
public sealed class SessionStartTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public Task A_workspace_that_is_revoked_is_released_without_an_error() =>
        ShouldResumeWithoutErrorAsync((poller, _) => poller.Resolve<ReplicaCoordinator>().AssignmentOf("main").Revoke());

    [Fact]
    public Task A_lease_that_is_lost_is_acquired_again_without_an_error() =>
        ShouldResumeWithoutErrorAsync(
            (_, command) =>
            {
                using var other = command.Connection!.CreateCommand();
                other.Transaction = command.Transaction;
                other.CommandText = "UPDATE workspaces SET fence = fence + 1, lease_until = 0";
                other.ExecuteNonQuery();
            }
        );

    private static async Task ShouldResumeWithoutErrorAsync(Action<PollerHost, DbCommand> interfere)
    {
        PollerHost? host = null;
        var interference = new Interference(command => interfere(host!, command));
        var sender = new RecordingSender();
        var revont = new InMemoryRevont(new CallSnapshot("call_1") { CreatedAt = Now.AddMinutes(-10) });
        await using var poller = await PollerHost.StartAsync(
            new Uri("http://never.called.invalid"),
            settings: FastSettings.From(Now.AddHours(-1)),
            configure: builder =>
                builder
                    .Services.AddSingleton<IRevontApi>(revont)
                    .AddSingleton<IMessageSender>(sender)
                    .ConfigureDbContext<LedgerDbContext>(options => options.AddInterceptors(interference))
        );
        host = poller;
        interference.Allow();

        await Eventually.Be(() => sender.Confirmed.Count == 2 && interference.HasHappened);

        poller.Logs.Lines.ShouldNotContain(line => line.Contains("failed for workspace", StringComparison.Ordinal));
        poller.Logs.Lines.Count(line => line.Contains("Working on workspace", StringComparison.Ordinal)).ShouldBeGreaterThan(1);
    }

    /// <summary>Acts once, at the first statement that a session begins with.</summary>
    private sealed class Interference(Action<DbCommand> act) : DbCommandInterceptor
    {
        private readonly TaskCompletionSource allowed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int happened;

        public bool HasHappened => Volatile.Read(ref happened) > 0;

        public void Allow() => allowed.TrySetResult();

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            if (
                command.CommandText.Contains("FROM \"reread_windows\"", StringComparison.Ordinal)
                && Interlocked.Exchange(ref happened, 1) == 0
            )
            {
                await allowed.Task;
                act(command);
            }

            return result;
        }
    }
}
