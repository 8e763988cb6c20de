using System.Text;
using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Commands;

/// <summary>The command <c>redrive</c> as a process, on a real broker, with messages that a real consumer has rejected.</summary>
public sealed class RedriveTests(RabbitMqServer rabbit)
{
    private const int Many = 2_000;

    public static TheoryData<string, string> Consumers =>
        new() { { "CallEvents.CrmUpdater", "crm-log-call" }, { "CallEvents.Alerting", "alerting-raise-alerts" } };

    [Theory]
    [MemberData(nameof(Consumers))]
    public async Task Messages_come_back_as_they_were_before_they_failed(string project, string queue)
    {
        await using var failed = await FailedMessages.StartAsync(rabbit, project, queue);
        await failed.FailAsync(3);
        await failed.Service.StopAsync();

        var result = await failed.Redrive().WaitForExitAsync();

        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldContain($"{queue}_error: 3 of 3 messages moved to {queue}");
        result.Output.ShouldNotContain(FailedMessages.Address);
        (await failed.CountAsync(failed.ErrorQueue)).ShouldBe(0);
        // The consumer handles several at a time: they fail in any order.
        var moved = (await failed.DrainAsync(queue, 3)).OrderBy(message => message.BasicProperties.MessageId).ToList();
        for (var number = 0; number < 3; number++)
        {
            var message = moved[number];
            var sent = FailedMessages.Properties($"message-{number}");
            message.BasicProperties.MessageId.ShouldBe(sent.MessageId);
            message.BasicProperties.ContentType.ShouldBe(sent.ContentType);
            message.BasicProperties.Type.ShouldBe(sent.Type);
            message.BasicProperties.Timestamp.ShouldBe(sent.Timestamp);
            message.BasicProperties.Persistent.ShouldBeTrue();
            message.Body.ToArray().ShouldBe(FailedMessages.Body(number));
            // The client adds the number by which it tracks the confirmation, as it did when the message was published.
            var headers = message.BasicProperties.Headers!.Where(header => header.Key != "x-dotnet-pub-seq-no");
            headers.Select(Text).Order().ShouldBe(sent.Headers!.Select(Text).Order());
        }
    }

    [Theory]
    [MemberData(nameof(Consumers))]
    public async Task Killed_in_the_middle_and_run_again_it_loses_none(string project, string queue)
    {
        await using var failed = await FailedMessages.StartAsync(rabbit, project, queue);
        await failed.FailAsync(Many);
        await failed.Service.StopAsync();
        await using var proxy = new TcpProxy(failed.Broker.Uri.Host, failed.Broker.Uri.Port) { Delay = TimeSpan.FromMilliseconds(20) };
        var killed = failed.Redrive(proxy.Through(failed.Broker.Uri));
        await Eventually.Be(() => failed.CountAsync(queue), moved => moved >= Many / 4);

        await killed.KillAsync();

        await failed.WaitUntilReleasedAsync(failed.ErrorQueue);
        var before = await Eventually.Be(
            async () => (Moved: await failed.CountAsync(queue) ?? 0, Left: await failed.CountAsync(failed.ErrorQueue) ?? 0),
            counts => counts.Moved + counts.Left >= Many
        );
        before.Left.ShouldBeGreaterThan(0, "it was killed before its end");
        var (exitCode, report) = await failed.Redrive("--json").ReadReportAsync();
        exitCode.ShouldBe(0, report.ToString());
        report.GetProperty("found").GetInt64().ShouldBe(before.Left);
        report.GetProperty("moved").GetInt64().ShouldBe(before.Left);
        (await failed.CountAsync(failed.ErrorQueue)).ShouldBe(0);
        var messages = await failed.DrainAsync(queue, (int)(before.Moved + before.Left));
        messages
            .Select(message => message.BasicProperties.MessageId)
            .Distinct()
            .ShouldBe(Enumerable.Range(0, Many).Select(number => $"message-{number}"), ignoreOrder: true);
        (messages.Count - Many).ShouldBeInRange(0, 50, "only those that were confirmed and not acknowledged are there twice");
    }

    [Fact]
    public async Task Only_the_messages_of_one_call_are_moved()
    {
        await using var failed = await StartCrmUpdaterAsync();
        await failed.FailAsync(120);
        await failed.Service.StopAsync();

        var (exitCode, report) = await failed.Redrive("--call", FailedMessages.CallId(119), "--json").ReadReportAsync();

        exitCode.ShouldBe(0, report.ToString());
        (Number(report, "found"), Number(report, "matched"), Number(report, "moved")).ShouldBe((120, 1, 1));
        await failed.WaitForAsync(failed.ErrorQueue, 119);
        var moved = await failed.DrainAsync(failed.Queue, 1);
        moved.Single().BasicProperties.MessageId.ShouldBe("message-119");
    }

    [Fact]
    public async Task Only_messages_with_a_reason_are_moved_and_a_dry_run_counts_them()
    {
        await using var failed = await StartCrmUpdaterAsync();
        await failed.FailAsync(1);
        await failed.Service.StopAsync();
        await failed.PutAsync(
            failed.ErrorQueue,
            Enumerable
                .Range(1, 60)
                .Select(number => (WithReason(number, "HubSpot rejects call: PROPERTY_MISSING"), FailedMessages.Body(number)))
        );

        var (_, counted) = await failed.Redrive("--dry-run", "--json").ReadReportAsync();
        await failed.WaitForAsync(failed.ErrorQueue, 61);
        var (exitCode, moved) = await failed.Redrive("--reason", "PROPERTY_MISSING", "--json").ReadReportAsync();

        var reasons = counted.GetProperty("sources")[0].GetProperty("reasons").EnumerateArray().ToList();
        reasons.Count.ShouldBe(2, counted.ToString());
        reasons[0].GetProperty("reason").GetString().ShouldBe("HubSpot rejects call: PROPERTY_MISSING");
        reasons[0].GetProperty("messages").GetInt64().ShouldBe(60);
        reasons[1].GetProperty("messages").GetInt64().ShouldBe(1);
        (Number(counted, "found"), Number(counted, "matched"), Number(counted, "moved")).ShouldBe((61, 61, 0));
        exitCode.ShouldBe(0);
        (Number(moved, "found"), Number(moved, "matched"), Number(moved, "moved")).ShouldBe((61, 60, 60));
        (await failed.CountAsync(failed.Queue)).ShouldBe(60);
        await failed.WaitForAsync(failed.ErrorQueue, 1);
    }

    [Theory]
    [MemberData(nameof(Consumers))]
    public async Task Beside_the_running_service_what_fails_again_is_moved_once(string project, string queue)
    {
        await using var failed = await FailedMessages.StartAsync(rabbit, project, queue);
        await failed.FailAsync(400);

        var (exitCode, report) = await failed.Redrive("--json").ReadReportAsync();

        exitCode.ShouldBe(0, report.ToString());
        (Number(report, "found"), Number(report, "moved")).ShouldBe((400, 400));
        failed.Service.IsRunning.ShouldBeTrue();
        await failed.WaitForAsync(failed.ErrorQueue, 400);
        (await failed.CountAsync(queue)).ShouldBe(0);
    }

    [Fact]
    public async Task Skipped_messages_are_moved_when_asked_for()
    {
        await using var failed = await StartCrmUpdaterAsync();
        var unknown = Encoding.UTF8.GetBytes("""{"messageType":["urn:message:CallEvents.Contracts:Unknown"],"message":{}}""");
        await failed.PutAsync(failed.Queue, (FailedMessages.Properties("unknown"), unknown));
        await failed.WaitForAsync($"{failed.Queue}_skipped", 1);
        await failed.Service.StopAsync();

        var without = await failed.Redrive().WaitForExitAsync();
        var result = await failed.Redrive("--skipped").WaitForExitAsync();

        without.ShouldBe(new ProcessResult(0, $"{failed.ErrorQueue}: 0 of 0 messages moved to {failed.Queue}", ""));
        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldContain($"{failed.Queue}_skipped: 1 of 1 message moved to {failed.Queue}");
        result.Output.ShouldContain("no consumer for its type");
        var moved = await failed.DrainAsync(failed.Queue, 1);
        moved.Single().BasicProperties.Headers!.Keys.ShouldNotContain(name => name.StartsWith("MT-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Interrupted_it_says_how_many_it_moved_and_requeues_the_rest()
    {
        await using var failed = await StartCrmUpdaterAsync();
        await failed.FailAsync(Many);
        await failed.Service.StopAsync();
        await using var proxy = new TcpProxy(failed.Broker.Uri.Host, failed.Broker.Uri.Port) { Delay = TimeSpan.FromMilliseconds(20) };
        var redrive = failed.Redrive(proxy.Through(failed.Broker.Uri), "--json");
        await Eventually.Be(() => failed.CountAsync(failed.Queue), moved => moved >= Many / 4);

        redrive.Interrupt();

        var (exitCode, report) = await redrive.ReadReportAsync();
        exitCode.ShouldBe(1, report.ToString());
        report.GetProperty("stopped").GetBoolean().ShouldBeTrue();
        var moved = Number(report, "moved");
        moved.ShouldBeInRange(Many / 4, Many - 1);
        (await failed.CountAsync(failed.Queue)).ShouldBe(moved);
        await failed.WaitForAsync(failed.ErrorQueue, Many - (int)moved);
    }

    [Fact]
    public async Task A_lost_connection_ends_it_with_one_line_and_loses_none()
    {
        await using var failed = await StartCrmUpdaterAsync();
        await failed.FailAsync(300);
        await failed.Service.StopAsync();
        await using var proxy = new TcpProxy(failed.Broker.Uri.Host, failed.Broker.Uri.Port);
        proxy.CutAfter(400_000);

        var cut = await failed.Redrive(proxy.Through(failed.Broker.Uri)).WaitForExitAsync();

        cut.ExitCode.ShouldBe(1, cut.Output);
        cut.Error.ShouldEndWith("Run it again for the rest");
        cut.Error.TrimEnd().Split('\n')[^1].ShouldStartWith($"{failed.ErrorQueue}: ");
        await failed.WaitUntilReleasedAsync(failed.ErrorQueue);
        await Eventually.Be(async () => await failed.CountAsync(failed.Queue) + await failed.CountAsync(failed.ErrorQueue) >= 300);
        (await failed.Redrive().WaitForExitAsync()).ExitCode.ShouldBe(0);
        (await failed.CountAsync(failed.ErrorQueue)).ShouldBe(0);
        var messages = await failed.DrainAsync(failed.Queue, (int)(await failed.CountAsync(failed.Queue))!);
        messages.Select(message => message.BasicProperties.MessageId).Distinct().Count().ShouldBe(300);
    }

    [Fact]
    public async Task Without_a_queue_to_move_to_all_messages_stay()
    {
        await using var failed = await StartCrmUpdaterAsync();
        await failed.FailAsync(2);
        await failed.Service.StopAsync();
        await failed.Broker.DeleteExchangeAsync(failed.Queue);

        var result = await failed.Redrive().WaitForExitAsync();

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("NOT_FOUND - no exchange 'crm-log-call'");
        await failed.WaitForAsync(failed.ErrorQueue, 2);
    }

    private static RabbitMQ.Client.BasicProperties WithReason(int number, string reason)
    {
        var properties = FailedMessages.Properties($"message-{number}");
        properties.Headers!["MT-Fault-Message"] = reason;
        return properties;
    }

    private Task<FailedMessages> StartCrmUpdaterAsync() => FailedMessages.StartAsync(rabbit, "CallEvents.CrmUpdater", "crm-log-call");

    private static long Number(JsonElement report, string name) => report.GetProperty(name).GetInt64();

    private static string Text(KeyValuePair<string, object?> header) =>
        $"{header.Key}={(header.Value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : header.Value)}";
}
