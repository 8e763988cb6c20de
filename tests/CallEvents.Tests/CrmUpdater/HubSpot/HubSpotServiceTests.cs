using CallEvents.Contracts;
using CallEvents.CrmUpdater;
using CallEvents.CrmUpdater.Setup;
using CallEvents.Tests.ServiceDefaults.Bus;
using CallEvents.Tests.ServiceDefaults.Hosting;
using CallEvents.TestSupport;
using CallEvents.TestSupport.HubSpot;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.Tests.CrmUpdater.HubSpot;

/// <summary>The whole service with the stub of HubSpot, judged by what stands in the portal.</summary>
public sealed class HubSpotServiceTests
{
    private const string SampledEmail = "prospect";

    [Fact]
    public async Task A_thousand_calls_with_transcripts_need_at_most_150_requests()
    {
        await using var hubspot = await HubSpotStub.StartAsync();
        await using var host = await StartAsync(hubspot);
        await PreparedAsync(host);
        var before = hubspot.Requests.Count;

        // As a backfill has them: the calls of a page, then their transcripts. All are there before the first one is answered.
        var held = hubspot.Fail(FaultKind.Hold, request => request.Operation == "contacts/read", times: 1);
        for (var page = 0; page < 10; page++)
        {
            var calls = Enumerable.Range(page * 100, 100).Select(CreateCall).ToList();
            await Task.WhenAll(calls.Select(call => host.PublishAsync(Messages.Recorded(call, 1, Origins.Backfill))));
            await Task.WhenAll(calls.Select(call => host.PublishAsync(Messages.Transcribed(call, 2, Origins.Backfill))));
        }

        held.Release();
        await Eventually.Be(() => host.Handled() == 2_000);
        hubspot.Calls.Count.ShouldBe(1_000);
        hubspot.Calls.Values.ShouldAllBe(call => call["revont_transcript"] == "ready");
        var requests = hubspot.Requests.Count - before;
        var operations = hubspot
            .Requests.Skip(before)
            .GroupBy(request => request.Operation)
            .Select(group => $"{group.Key} {group.Count()}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{requests} requests: {string.Join(", ", operations)}");
        requests.ShouldBeLessThanOrEqualTo(150);
        host.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rep_finds_the_call_at_the_contact_once_and_right_after_every_edit()
    {
        await using var hubspot = await HubSpotStub.StartAsync();
        var contact = hubspot.AddContact(Messages.Email);
        await using var host = await StartAsync(hubspot);
        var call = Messages.Call("X", Outcomes.Won, score: 88.5) with { DurationSeconds = 125 };

        await host.HandleAsync(Messages.Recorded(call, revision: 10));
        await host.HandleAsync(Messages.Transcribed(call, revision: 20));
        await host.HandleAsync(Messages.Updated(call with { Outcome = null, CoachingScore = 91 }, revision: 30));
        await host.HandleAsync(Messages.Recorded(call, revision: 10));

        var record = hubspot.CallRecords.ShouldHaveSingleItem();
        record["revont_call_id"].ShouldBe("X");
        record["hs_call_duration"].ShouldBe("125000");
        record["hs_call_title"].ShouldBe("Revont call");
        record["revont_coaching_score"].ShouldBe("91");
        record["revont_outcome"].ShouldBeNullOrEmpty();
        record["revont_fields_revision"].ShouldBe("30");
        record["revont_transcript_revision"].ShouldBe("20");
        record["hs_call_body"]!.ShouldContain(Messages.TranscriptText);
        hubspot.LinksOf("X").Contacts.ShouldBe([contact.Id]);
        hubspot.BackwardWrites.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_poison_call_among_500_ends_in_the_error_queue()
    {
        await using var hubspot = await HubSpotStub.StartAsync();
        using var fault = hubspot.Fail(
            FaultKind.ServerError,
            request => request.Operation.Contains("calls", StringComparison.Ordinal) && request.Keys.Contains("call 77")
        );
        await using var host = await StartAsync(hubspot);
        await PreparedAsync(host);

        await Task.WhenAll(Enumerable.Range(0, 500).Select(number => host.PublishAsync(Messages.Recorded(CreateCall(number)))));

        await Eventually.Be(() => host.Resolve<CrmUpdaterStatus>().Handled == 499);
        var letter = (await Eventually.Be(() => host.Errors, errors => errors.Count > 0)).ShouldHaveSingleItem();
        letter.CallId.ShouldBe("call 77");
        letter.Reason.ShouldContain("and answers others");
        hubspot.Calls.Count.ShouldBe(499);
    }

    [Fact]
    public async Task A_refused_token_and_a_missing_scope_are_named_and_recovered_from()
    {
        await using var hubspot = await HubSpotStub.StartAsync();
        var token = hubspot.Token;
        hubspot.Token = "another";
        await using var host = await StartAsync(hubspot, token);
        await host.PublishAsync(Messages.Recorded(CreateCall(1)));
        await ReadyAsync(host, HealthStatus.Unhealthy, "401");

        hubspot.RevokeScope("crm.objects.contacts.write");
        hubspot.Token = token;
        await ReadyAsync(host, HealthStatus.Unhealthy, "crm.objects.contacts.write");

        hubspot.GrantScope("crm.objects.contacts.write");
        await Eventually.Be(() => hubspot.Calls.Count == 1);
        await ReadyAsync(host, HealthStatus.Healthy);
        host.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_property_that_an_admin_deletes_is_created_again()
    {
        await using var hubspot = await HubSpotStub.StartAsync();
        await using var host = await StartAsync(hubspot);
        await host.HandleAsync(Messages.Recorded(CreateCall(1)));

        hubspot.DeleteProperty("revont_outcome");
        await host.HandleAsync(Messages.Recorded(CreateCall(2)));

        hubspot.Calls.Count.ShouldBe(2);
        host.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_admins_rule_that_refuses_all_refuses_fewer_than_21()
    {
        await using var hubspot = await HubSpotStub.StartAsync();
        await using var host = await StartAsync(hubspot);
        await PreparedAsync(host);
        using (hubspot.AddRule("calls", "revont_outcome", _ => true))
        {
            await Task.WhenAll(Enumerable.Range(0, 100).Select(number => host.PublishAsync(Messages.Recorded(CreateCall(number)))));
            await ReadyAsync(host, HealthStatus.Unhealthy, "Rejecting everything");
            host.Errors.Count.ShouldBeLessThan(21);
        }

        await Eventually.Be(() => host.Handled() + host.Errors.Count == 100);
        host.Errors.Count.ShouldBeLessThan(21);
        hubspot.Calls.Count.ShouldBe(100 - host.Errors.Count);
    }

    [Fact]
    public async Task No_log_has_an_address_a_text_or_a_token()
    {
        await using var hubspot = await HubSpotStub.StartAsync();
        await using var host = await StartAsync(hubspot);
        await PreparedAsync(host);
        using var rule = hubspot.AddRule(
            "calls",
            "revont_outcome",
            properties => properties.GetValueOrDefault("revont_outcome") == "refused"
        );
        using var contacts = hubspot.AddRule("contacts", "email", _ => true);

        await host.HandleAsync(Messages.Transcribed(CreateCall(1) with { Outcome = "never seen before" }));
        await host.PublishAsync(Messages.Transcribed(CreateCall(2) with { Outcome = "refused" }));
        await Eventually.Be(() => host.Errors.Count == 1);

        string[] secrets = [SampledEmail, "@", Messages.TranscriptText, hubspot.Token, "never seen before"];
        var shown = host.Logs.Lines.Concat(host.Errors.Select(error => error.Reason)).ToList();
        foreach (var secret in secrets)
            shown.Where(line => line.Contains(secret, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static Call CreateCall(int number) =>
        Messages.Call($"call {number}", Outcomes.Won, score: number % 100) with
        {
            ProspectEmail = $"{SampledEmail}.{number}@customer.example",
            DurationSeconds = 60,
        };

    private static Task<ConsumerHost> StartAsync(HubSpotStub hubspot, string? token = null) =>
        CrmHost.StartAsync(
            crm: null,
            configure: configuration =>
                configuration.AddInMemoryCollection([
                    new("Crm:Adapter", "hubspot"),
                    new("Crm:HubSpot:BaseUrl", hubspot.Url),
                    new("Crm:HubSpot:AccessToken", token ?? hubspot.Token),
                    new("Crm:RequestsPerSecond", "1000"),
                ])
        );

    private static Task PreparedAsync(ConsumerHost host) => Eventually.Be(() => host.Resolve<CrmSetup>().IsPrepared);

    private static Task ReadyAsync(ConsumerHost host, HealthStatus status, string reason = "") =>
        Eventually.Be(async () =>
        {
            var report = await host.CheckReadinessAsync();
            return report.Status == status && report.Entries.Any(entry => (entry.Value.Description ?? "").Contains(reason));
        });
}
