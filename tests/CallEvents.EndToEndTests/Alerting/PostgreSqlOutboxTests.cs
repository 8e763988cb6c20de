using CallEvents.Alerting;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.State;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.ServiceDefaults.Database;
using CallEvents.ServiceDefaults.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallEvents.EndToEndTests.Alerting;

/// <summary>Statements of the outbox that are written for both databases; the unit tests run them on SQLite.</summary>
public sealed class PostgreSqlOutboxTests(PostgreSqlServer postgres)
{
    private const string Channel = "deals";

    private static readonly long Day = (long)TimeSpan.FromDays(1).TotalMilliseconds;

    private static CancellationToken TestEnded => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Late_alerts_join_the_digest_that_could_not_be_sent_and_are_given_up_one_by_one()
    {
        using var host = await StartAsync();
        var (queue, cleaner) = (Of<OutboxQueue>(host), Of<OutboxCleaner>(host));
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await AddAsync(host, "one", Severity.Warning, now - (2 * Day));
        await AddAsync(host, "two", Severity.Error, now);

        // The first is folded, and its digest cannot be sent; the second joins it.
        var one = (await queue.TryClaimAsync(Channel, now, isProbe: true, TestEnded)).ShouldNotBeNull();
        one.CallId.ShouldBe("one");
        var digest = (await queue.FoldAsync(one, new DigestSlot(DigestReason.Late, "late:1", now - Day), now, TestEnded)).ShouldNotBeNull();
        var claimed = (await queue.TryClaimAsync(Channel, now, isProbe: true, TestEnded)).ShouldNotBeNull();
        claimed.Id.ShouldBe(digest.Id);
        (await queue.ReleaseAsync(claimed, now, hasFailed: false, "HTTP 404", TestEnded)).ShouldBeTrue();
        var two = (await queue.TryClaimAsync(Channel, now, isProbe: false, TestEnded)).ShouldNotBeNull();
        two.CallId.ShouldBe("two");
        var joined = await queue.FoldAsync(two, new DigestSlot(DigestReason.Late, "late:2", now + 1), now, TestEnded);
        joined.ShouldBe(new OpenDigest(digest.Id, IsNew: false));

        var overdue = await Of<OutboxFallback>(host).FindOverdueAsync(Channel, "oncall", now, TestEnded);
        overdue.ShouldHaveSingleItem().CallId.ShouldBe("two");
        var given = (await cleaner.GiveUpAsync(now + (2 * Day), TimeSpan.FromDays(3), TestEnded)).ShouldHaveSingleItem();
        (given.CallId, given.State, given.DigestId).ShouldBe(("one", AlertState.Rejected, ""));
        (await queue.ReadDigestAsync(digest.Id, TestEnded)).ShouldHaveSingleItem().CallId.ShouldBe("two");
    }

    [Fact]
    public async Task A_digest_that_quiet_hours_hold_is_given_up_by_so_much_later()
    {
        using var host = await StartAsync();
        var (queue, cleaner) = (Of<OutboxQueue>(host), Of<OutboxCleaner>(host));
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await AddAsync(host, "one", Severity.Warning, now);
        var one = (await queue.TryClaimAsync(Channel, now, isProbe: false, TestEnded)).ShouldNotBeNull();
        await queue.FoldAsync(one, new DigestSlot(DigestReason.Scheduled, "digest:1", now), now, TestEnded);
        var digest = (await queue.TryClaimAsync(Channel, now, isProbe: false, TestEnded)).ShouldNotBeNull();
        (await queue.HoldAsync(digest, now + (2 * Day), now, TestEnded)).ShouldBeTrue();

        (await cleaner.GiveUpAsync(now + (4 * Day), TimeSpan.FromDays(3), TestEnded)).ShouldBeEmpty();
        (await cleaner.GiveUpAsync(now + (6 * Day), TimeSpan.FromDays(3), TestEnded)).ShouldHaveSingleItem().Id.ShouldBe(digest.Id);
        await cleaner.EraseAsync(now + (20 * Day), TimeSpan.FromDays(7), TimeSpan.FromDays(7), TestEnded);
        (await queue.ReadDigestAsync(digest.Id, TestEnded)).ShouldBeEmpty();
    }

    private async Task<IHost> StartAsync()
    {
        var state = await postgres.CreateDatabaseAsync();
        var host = CommandHost.Build([$"--ConnectionStrings:State={state}"], "test", builder => builder.AddAlerting());
        await host.Services.MigrateDatabasesAsync(TestEnded);
        return host;
    }

    private static T Of<T>(IHost host)
        where T : notnull => host.Services.GetRequiredService<T>();

    private static async Task AddAsync(IHost host, string call, Severity severity, long raisedAt)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(raisedAt);
        var alert = new Alert
        {
            RuleId = "deal-lost",
            Title = "Deal lost",
            Severity = severity,
            Workspace = "main",
            CallId = call,
            Text = "",
            CreatedAt = at,
            ObservedAt = at,
            Revision = 1,
        };
        await using var context = await Of<IDbContextFactory<AlertingDbContext>>(host).CreateDbContextAsync(TestEnded);
        context.Add(OutboxAlertMapper.ToRow(alert, Channel, raisedAt) with { LateAt = raisedAt + Day });
        await context.SaveChangesAsync(TestEnded);
    }
}
