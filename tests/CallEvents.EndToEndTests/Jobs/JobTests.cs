using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Jobs;

/// <summary>Jobs as an operator sees them: commands as processes, beside running pollers.</summary>
public sealed class JobTests(RabbitMqServer rabbit, PostgreSqlServer postgres)
{
    /// <summary>On PostgreSQL a stand-by takes over; on SQLite the killed poller is started again.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_replay_and_a_backfill_survive_their_command_and_their_holder(bool usesPostgreSql)
    {
        var ledger = await LedgerAsync(usesPostgreSql);
        await using var stack = await JobStack.StartAsync(rabbit, ledger, requestsPerSecond: 6, sliceLength: "03:00:00");
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker);
        List<ServiceProcess> pollers = [.. Enumerable.Range(0, usesPostgreSql ? 2 : 1).Select(_ => stack.StartPoller())];
        var now = TimeProvider.System.GetUtcNow();
        var published = await stack.CallsSinceAsync(now.AddDays(-3));
        await subscriber.WaitUntilAsync(all => JobStack.Ids(all, "CallTranscribed", "live", "backfill").IsSupersetOf(published));

        // Ctrl-C ends the command, and a killed holder is replaced: the job goes on.
        var command = stack.StartCommand("replay", "--from", JobStack.Format(now.AddDays(-3)));
        await stack.WaitForProgressAsync(1, done: 4);
        await InterruptAsync(stack, command, job: 1);
        await KillHolderAsync(pollers);

        var (exitCode, replay) = await stack.RunAsync("jobs", "1");

        (exitCode, replay.GetProperty("state").GetString()).ShouldBe((0, "done"), replay.ToString());
        await subscriber.WaitUntilAsync(all => JobStack.Ids(all, "CallTranscribed", "replay").IsSupersetOf(published));
        foreach (var type in (string[])["CallRecorded", "CallTranscribed"])
        {
            var replayed = subscriber.Distinct(type).Where(delivery => delivery.Origin == "replay").ToList();
            replayed.Select(delivery => delivery.CallId).ShouldBe(published, ignoreOrder: true, type);
            replayed.ShouldAllBe(delivery => (string?)delivery.Headers["callevents-replay"] == "1");
        }

        // A backfill is resumed by the next holder too. The other poller has been replaced meanwhile.
        var from = now.AddDays(-6);
        command = stack.StartCommand("backfill", "--from", JobStack.Format(from));
        await stack.WaitForProgressAsync(2, done: 1);
        await InterruptAsync(stack, command, job: 2);
        await KillHolderAsync(pollers);

        (exitCode, var backfill) = await stack.RunAsync("jobs", "2");

        (exitCode, backfill.GetProperty("state").GetString()).ShouldBe((0, "done"), backfill.ToString());
        var all = await stack.CallsSinceAsync(from);
        await subscriber.WaitUntilAsync(deliveries => JobStack.Ids(deliveries, "CallTranscribed", "live", "backfill").IsSupersetOf(all));
        foreach (var type in (string[])["CallRecorded", "CallTranscribed"])
            subscriber.Distinct(type).Where(one => one.Origin != "replay").Select(one => one.CallId).ShouldBe(all, ignoreOrder: true, type);
        pollers.ForEach(poller => poller.Output.ShouldNotContain('@'));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_replay_to_one_queue_reaches_no_other_and_alerts_no_one(bool usesPostgreSql)
    {
        await using var stack = await JobStack.StartAsync(rabbit, await LedgerAsync(usesPostgreSql));
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker);
        await stack.Services.Alerting.StartAndWaitUntilReadyAsync();
        List<ServiceProcess> pollers = [.. Enumerable.Range(0, usesPostgreSql ? 2 : 1).Select(_ => stack.StartPoller())];
        var from = TimeProvider.System.GetUtcNow().AddDays(-3);
        var calls = await stack.CallsSinceAsync(from);
        await subscriber.WaitUntilAsync(all => JobStack.Ids(all, "CallTranscribed", "live", "backfill").IsSupersetOf(calls));
        await using var billing = await TestSubscriber.SubscribeAsync(stack.Broker, "billing", "CallUpdated");

        var (exitCode, replay) = await stack.RunAsync("replay", "--from", JobStack.Format(from), "--queue", billing.Queue);

        (exitCode, replay.GetProperty("state").GetString()).ShouldBe((0, "done"), replay.ToString());
        await billing.WaitUntilAsync(all => JobStack.Ids(all, "CallTranscribed", "replay").IsSupersetOf(calls));
        billing.Distinct("CallRecorded").Select(one => one.CallId).ShouldBe(calls, ignoreOrder: true);
        billing.Deliveries.ShouldAllBe(one => one.Exchange == "" && (string?)one.Headers["callevents-replay"] == "1");
        subscriber.Deliveries.ShouldAllBe(one => one.Origin != "replay");

        // Alerting's own queue: a lost deal is no news when it is replayed.
        (exitCode, _) = await stack.RunAsync("replay", "--from", JobStack.Format(from), "--queue", "alerting-raise-alerts");
        exitCode.ShouldBe(0);
        await Eventually.Be(() => stack.Services.Broker.QueueAsync("alerting-raise-alerts"), queue => queue is { Messages: 0 });
        stack.Services.Alerting.Output.ShouldNotContain("deal-lost");

        (exitCode, var failed) = await stack.RunAsync("replay", "--from", JobStack.Format(from), "--queue", "no-such-queue");
        (exitCode, failed.GetProperty("error").GetString()).ShouldBe(
            (1, "replay --queue: found 'no-such-queue', expected a queue that the broker has")
        );
        (await stack.Services.Broker.QueueAsync("no-such-queue")).ShouldBeNull();
        foreach (var poller in pollers)
            await poller.WaitUntilReadyAsync();
    }

    [Fact]
    public async Task What_is_forgotten_stays_so_in_an_older_copy_of_the_ledger()
    {
        var folder = TestResourceReaper.CreateFolder("ledger");
        var ledger = Path.Combine(folder, "callevents.db");
        await using var stack = await JobStack.StartAsync(rabbit, $"Data Source={ledger}");
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker);
        var poller = stack.StartPoller();
        var from = TimeProvider.System.GetUtcNow().AddDays(-3);
        var calls = await stack.CallsSinceAsync(from);
        await subscriber.WaitUntilAsync(all => JobStack.Ids(all, "CallTranscribed", "live", "backfill").IsSupersetOf(calls));
        await poller.StopAsync();
        File.Copy(ledger, $"{ledger}.copy");
        await poller.StartAndWaitUntilReadyAsync();

        var (call, email) = (calls[0], await EmailAsync(stack, calls[1]));
        var forget = stack.StartCommand("forget", call);
        (await forget.WaitForExitAsync()).ExitCode.ShouldBe(0, forget.Error);
        var forgetPerson = stack.StartCommand("forget", "--email", email);
        (await forgetPerson.WaitForExitAsync()).ExitCode.ShouldBe(0, forgetPerson.Error);
        await poller.StopAsync();
        var before = subscriber.Deliveries.Count;
        foreach (
            var file in Directory.EnumerateFiles(folder, "callevents.db*").Where(file => !file.EndsWith(".copy", StringComparison.Ordinal))
        )
            File.Delete(file);
        File.Copy($"{ledger}.copy", ledger);

        poller.Start();

        // A replay publishes all calls of the older copy but those.
        await Eventually.Be(() => poller.Output, output => output.Contains("it is an older copy", StringComparison.Ordinal));
        var (exitCode, _) = await stack.RunAsync("replay", "--from", JobStack.Format(from));
        exitCode.ShouldBe(0);
        await subscriber.WaitUntilAsync(all => all.Count >= before + (2 * (calls.Count - 2)));
        var again = subscriber.Deliveries.Skip(before).Select(delivery => delivery.CallId).ToHashSet();
        again.ShouldNotContain(call);
        again.ShouldNotContain(calls[1]);
        again.ShouldContain(calls[^1]);
        foreach (var text in (string[])[forgetPerson.Output, forgetPerson.Error, poller.Output])
            text.ShouldNotContain(email);
        File.ReadAllText(Path.Combine(folder, "callevents.erasures.db")).ShouldNotContain(email);
    }

    private async Task<string> LedgerAsync(bool usesPostgreSql) =>
        usesPostgreSql
            ? await postgres.CreateDatabaseAsync()
            : $"Data Source={Path.Combine(TestResourceReaper.CreateFolder("ledger"), "callevents.db")}";

    private static async Task<string> EmailAsync(JobStack stack, string call) =>
        (await stack.Services.ExposedCallsAsync())
            .Single(one => one.GetProperty("id").GetString() == call)
            .GetProperty("prospect_email")
            .GetString()!;

    /// <summary>Leaves a command with Ctrl-C. The API is silent meanwhile, so that the job cannot end before.</summary>
    private static async Task InterruptAsync(JobStack stack, ServiceProcess command, int job)
    {
        stack.Api.Hold();
        command.Interrupt();
        var left = await command.WaitForExitAsync();
        stack.Api.Release();
        left.ExitCode.ShouldBe(1, $"{left.Output}\n{left.Error}");
        left.Error.ShouldContain($"Job {job} goes on");
    }

    /// <summary>Kills the poller that works on the workspace, and starts it again as a stand-by.</summary>
    private static async Task KillHolderAsync(IEnumerable<ServiceProcess> pollers)
    {
        var holder = await Eventually.Be(() => HolderAsync(pollers), found => found is not null);
        await holder!.KillAsync();
        holder.Start();
    }

    private static async Task<ServiceProcess?> HolderAsync(IEnumerable<ServiceProcess> pollers)
    {
        foreach (var poller in pollers)
        {
            if (await IsHolderAsync(poller))
                return poller;
        }

        return null;
    }

    private static async Task<bool> IsHolderAsync(ServiceProcess poller)
    {
        using var response = await poller.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return body.Contains("\"leaseHeld\":true", StringComparison.Ordinal);
    }
}
