using System.Security.Cryptography;
using System.Text;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Webhook;
using CallEvents.ServiceDefaults.Webhooks;
using CallEvents.TestSupport;
using CallEvents.TestSupport.Webhooks;

namespace CallEvents.Tests.CrmUpdater.Webhook;

public sealed class WebhookCrmTests
{
    [Fact]
    public async Task The_target_is_a_hash_of_the_address_and_nothing_is_asked_of_the_receiver()
    {
        await using var host = await WebhookHost.StartAsync();

        var account = await host.Crm.PrepareAsync(mayChange: true, TestContext.Current.CancellationToken);
        await host.Crm.ProbeAsync(TestContext.Current.CancellationToken);
        var found = await host.Crm.FindAsync(["call_1"], TestContext.Current.CancellationToken);

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(host.Receiver.Url)));
        account.Target.ShouldBe($"webhook:{hash[..12]}");
        found.ShouldBeEmpty();
        host.Crm.HasProbe.ShouldBeFalse();
        host.Receiver.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_call_is_a_webhook_of_its_own()
    {
        await using var host = await WebhookHost.StartAsync();

        var results = await host.WriteAsync(WebhookCalls.Many(20));

        results.ShouldAllBe(result => result == new WriteResult.Written(null, RecordLinks.None, false));
        results.Count.ShouldBe(20);
        host.Receiver.Received.Select(webhook => (string)webhook.Json["data"]!["callId"]!)
            .ShouldBe(WebhookCalls.Many(20).Select(call => call.Call.Id), ignoreOrder: true);
    }

    [Fact]
    public async Task The_id_is_the_same_for_every_try_of_a_write_also_after_a_restart()
    {
        string url;
        string first;
        await using (var host = await WebhookHost.StartAsync())
        {
            host.Receiver.AnswerWith(503);
            await host.WriteAsync(WebhookCalls.Whole());
            await host.WriteAsync(WebhookCalls.Whole());
            await host.WriteAsync(WebhookCalls.Whole() with { FieldsRevision = 21 });
            await host.WriteAsync(WebhookCalls.Whole() with { FieldsRevision = null });
            url = host.Receiver.Url;
            var ids = host.Receiver.Received.Select(webhook => webhook.Id).ToList();
            ids.Count.ShouldBe(4);
            ids[1].ShouldBe(ids[0]);
            ids.Distinct().Count().ShouldBe(3);
            ids.ShouldAllBe(id => !id.Contains('.'));
            first = ids[0];
        }

        // The address is part of the id; the second receiver has another port.
        await using var again = await WebhookHost.StartAsync();
        await again.WriteAsync(WebhookCalls.Whole());
        again.Receiver.Received.Single().Id.ShouldNotBe(first);
        WebhookId.Create(WebhookCrm.TargetOf(url), "call_1", 20, 30).ShouldBe(first);
    }

    [Theory]
    [InlineData(410)]
    [InlineData(302)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(422)]
    public async Task An_answer_becomes_the_result_of_its_call(int status)
    {
        WriteResult expected = status switch
        {
            410 => new WriteResult.Unauthorized("the receiver has closed the address in Crm:Webhook:Url (HTTP 410)", TimeSpan.FromHours(1)),
            302 => new WriteResult.NotPrepared("redirects are not followed (HTTP 302): set Crm:Webhook:Url to the final address"),
            401 or 403 => new WriteResult.Unauthorized($"HTTP {status}: check Crm:Webhook:Secret and Crm:Webhook:Headers"),
            429 => new WriteResult.Unavailable("HTTP 429", TimeSpan.FromSeconds(7)),
            503 => new WriteResult.Unavailable("HTTP 503", TimeSpan.FromSeconds(7), IsSuspect: true),
            _ => new WriteResult.Rejected("422", "the webhook's receiver answered HTTP 422"),
        };
        await using var host = await WebhookHost.StartAsync();
        host.Receiver.AnswerWith(status, ("Retry-After", "7"));

        (await host.WriteAsync(WebhookCalls.Fields())).ShouldHaveSingleItem().ShouldBe(expected);
    }

    [Theory]
    [InlineData(429, 1)]
    [InlineData(401, 1)]
    [InlineData(302, 1)]
    [InlineData(503, 2)]
    public async Task After_an_outage_the_rest_of_the_batch_is_not_tried(int status, int enough)
    {
        await using var host = await WebhookHost.StartAsync();
        host.Receiver.AnswerWith(status);

        var results = await host.WriteAsync(WebhookCalls.Many(100));

        var failures = results.OfType<WriteResult.Failure>().Count();
        failures.ShouldBeInRange(enough, enough + 7);
        results.OfType<WriteResult.NotTried>().Count().ShouldBe(100 - failures);
        host.Receiver.Received.Count.ShouldBe(failures);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(400)]
    public async Task A_failure_of_one_call_does_not_stop_the_others(int status)
    {
        await using var host = await WebhookHost.StartAsync();
        host.Receiver.Answer = (webhook, context) =>
            WebhookReceiver.Send(context, (string)webhook.Json["data"]!["callId"]! == "call_3" ? status : 204);

        var results = await host.WriteAsync(WebhookCalls.Many(50));

        results.OfType<WriteResult.Written>().Count().ShouldBe(49);
        results[3].ShouldNotBeOfType<WriteResult.Written>();
    }

    [Fact]
    public async Task At_most_eight_webhooks_are_under_way()
    {
        await using var host = await WebhookHost.StartAsync();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Receiver.Answer = async (_, context) =>
        {
            await release.Task;
            await WebhookReceiver.Send(context, 204);
        };

        var writing = host.WriteAsync(WebhookCalls.Many(30));
        await Eventually.Be(() => host.Receiver.Received.Count >= 8);
        release.SetResult();
        await writing;

        host.Receiver.MostConcurrent.ShouldBe(8);
    }

    [Fact]
    public async Task Webhooks_are_not_sent_faster_than_configured()
    {
        await using var host = await WebhookHost.StartAsync(("Crm:RequestsPerSecond", "20"));
        var startedAt = TimeProvider.System.GetTimestamp();

        await host.WriteAsync(WebhookCalls.Many(11));

        // Ten pauses of 50 ms, of which the first may be almost over at the start.
        var last = host.Receiver.Received.Max(webhook => webhook.ArrivedAt);
        TimeProvider.System.GetElapsedTime(startedAt, last).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(400));
    }

    [Theory]
    [InlineData("8", "00:00:30", 100)]
    [InlineData("1", "00:00:30", 15)]
    [InlineData("0.01", "00:00:30", 1)]
    public async Task A_batch_is_no_longer_than_its_state_is_fresh(string rate, string timeout, int calls)
    {
        await using var host = await WebhookHost.StartAsync(("Crm:RequestsPerSecond", rate), ("Crm:RequestTimeout", timeout));

        host.Crm.MaxBatch.ShouldBe(calls);
    }

    [Fact]
    public async Task Calls_whose_state_is_too_old_are_not_sent()
    {
        await using var host = await WebhookHost.StartAsync();
        var batch = new CallBatch(WebhookCalls.Many(5), () => throw new OperationCanceledException("too old"));

        await Should.ThrowAsync<OperationCanceledException>(() => host.Crm.UpsertCallsAsync(batch, TestContext.Current.CancellationToken));

        host.Receiver.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_sent_before_the_state_grew_old_counts()
    {
        await using var host = await WebhookHost.StartAsync();
        var checks = 0;
        var batch = new CallBatch(
            WebhookCalls.Many(50),
            () =>
            {
                if (Interlocked.Increment(ref checks) > 10)
                    throw new OperationCanceledException("too old");
            }
        );

        var results = await host.Crm.UpsertCallsAsync(batch, TestContext.Current.CancellationToken);

        results.OfType<WriteResult.Written>().Count().ShouldBe(10);
        results.OfType<WriteResult.NotTried>().Count().ShouldBe(40);
        host.Receiver.Received.Count.ShouldBe(10);
    }

    [Fact]
    public async Task Logs_and_results_hold_no_path_secret_or_address()
    {
        await using var host = await WebhookHost.StartAsync(("Crm:Webhook:Headers:X-Api-Key", "apikeyvalue"));
        host.Receiver.AnswerWith(400);
        var results = await host.WriteAsync(WebhookCalls.Whole());
        await host.Receiver.DisposeAsync();
        results = [.. results, .. await host.WriteAsync(WebhookCalls.Whole())];

        results[1].ShouldBe(new WriteResult.Unavailable("connection refused"));
        host.Logs.Lines.ShouldNotBeEmpty();
        foreach (var text in host.Logs.Lines.Concat(results.Select(result => $"{result}")))
        {
            foreach (var secret in (string[])["secretpath", "whsec_", "apikeyvalue", WebhookCalls.Email, "Größe"])
                text.ShouldNotContain(secret);
        }
    }
}
