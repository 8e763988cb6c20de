using System.Net;
using CallEvents.Contracts;
using CallEvents.CrmUpdater;
using CallEvents.CrmUpdater.Crm;
using CallEvents.Tests.ServiceDefaults;
using CallEvents.TestSupport;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.Tests.CrmUpdater;

public sealed class AwayTests
{
    private static readonly Dictionary<string, Func<CrmResult>> Ways = new()
    {
        ["asks to come back later"] = () => new CrmResult.RetryAfter(),
        ["asks to come back in a while"] = () => new CrmResult.RetryAfter(TimeSpan.FromMilliseconds(120)),
        ["refuses the connection"] = () => throw new HttpRequestException("refused"),
        ["answers 503"] = () => throw new HttpRequestException("sorry", null, HttpStatusCode.ServiceUnavailable),
        ["does not answer in time"] = () => throw new TaskCanceledException("timed out", new TimeoutException()),
        ["drops the connection"] = () => throw new InvalidOperationException("reading", new IOException("dropped")),
    };

    public static TheoryData<string> WaysToBeAway => [.. Ways.Keys];

    [Theory]
    [MemberData(nameof(WaysToBeAway))]
    public async Task A_crm_that_is_away_makes_messages_wait_and_they_go_on_by_themselves(string way)
    {
        var crm = new RecordingCrm { Answer = _ => Task.FromResult(Ways[way]()) };
        await using var host = await CrmHost.StartAsync(crm);
        foreach (var number in Enumerable.Range(0, 30))
            await host.PublishAsync(Messages.Recorded(Messages.Call($"call {number}")));

        await Eventually.Be(() => host.OtherSide(CrmSetup.DownstreamName).Outage?.Failures >= 3);
        (await host.ReadinessAsync()).Entries[CrmSetup.DownstreamName].Status.ShouldBe(HealthStatus.Unhealthy);
        host.Logged.Lines.Count(line => line.Contains("crm is away", StringComparison.Ordinal)).ShouldBe(1);

        crm.Answer = RecordingCrm.Take;

        await Eventually.Be(() => crm.Writes.Count == 30);
        await Eventually.Be(async () => (await host.ReadinessAsync()).Entries[CrmSetup.DownstreamName].Status == HealthStatus.Healthy);
        host.Errors.ShouldBeEmpty();
        host.Logged.Lines.Count(line => line.Contains("crm answers again", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_crm_that_does_not_let_us_in_is_one_clear_line_and_not_ready_until_it_does()
    {
        var crm = new RecordingCrm { Answer = _ => Task.FromResult<CrmResult>(new CrmResult.NotAuthorised("look at Crm:Token")) };
        await using var host = await CrmHost.StartAsync(crm);

        // Its preparation is answered well, which would end the outage for a moment.
        await Eventually.Be(async () => (await host.ReadinessAsync()).Status, status => status == HealthStatus.Healthy);
        foreach (var number in Enumerable.Range(0, 30))
            await host.PublishAsync(Messages.Recorded(Messages.Call($"call {number}")));

        await Eventually.Be(() => host.OtherSide(CrmSetup.DownstreamName).Outage?.Failures >= 3);
        var entry = (await host.ReadinessAsync()).Entries[CrmSetup.DownstreamName];
        entry.Status.ShouldBe(HealthStatus.Unhealthy);
        entry.Description!.ShouldContain("does not let us in");
        entry.Description!.ShouldContain("look at Crm:Token");
        host.Logged.Lines.Where(line => line.Contains("does not let us in", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain("look at Crm:Token");

        crm.Answer = RecordingCrm.Take;

        await Eventually.Be(() => crm.Writes.Count == 30);
        await Eventually.Be(async () => (await host.ReadinessAsync()).Status, status => status == HealthStatus.Healthy);
        host.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Messages_that_need_no_crm_do_not_pass_for_its_answer()
    {
        var crm = new RecordingCrm();
        await using var host = await CrmHost.StartAsync(crm);
        await host.PublishAsync(Messages.Recorded(Messages.Call("known")));
        await Eventually.Be(() => host.StateOfAsync("known"), row => row is not null);

        crm.Answer = _ => Task.FromResult<CrmResult>(new CrmResult.NotAuthorised("look at Crm:Token"));
        await host.PublishAsync(Messages.Recorded(Messages.Call("new")));
        await Eventually.Be(() => host.OtherSide(CrmSetup.DownstreamName).Outage is not null);
        foreach (var _ in Enumerable.Range(0, 20))
            await host.PublishAsync(Messages.Recorded(Messages.Call("known")));

        await Eventually.Be(() => host.Service<CrmUpdaterStatus>().Skipped == 20);
        host.OtherSide(CrmSetup.DownstreamName).Outage.ShouldNotBeNull();
        host.Logged.Lines.ShouldNotContain(line => line.Contains("answers again", StringComparison.Ordinal));
        host.Logged.Lines.Count(line => line.Contains("does not let us in", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_pause_longer_than_any_clock_can_count_is_no_reason_to_give_a_message_up()
    {
        var crm = new RecordingCrm { Answer = _ => Task.FromResult<CrmResult>(new CrmResult.RetryAfter(TimeSpan.MaxValue)) };
        await using var host = await CrmHost.StartAsync(crm);

        // Else the preparation of the CRM may come after the first answer, and be a third that waits.
        await Eventually.Be(async () => (await host.ReadinessAsync()).Status, status => status == HealthStatus.Healthy);

        await host.PublishAsync(Messages.Recorded(Messages.Call("one")));
        await host.PublishAsync(Messages.Recorded(Messages.Call("two")));

        await Eventually.Be(() => host.OtherSide(CrmSetup.DownstreamName) is { Outage: not null, Waiting: 2 });
        host.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_crm_away_at_the_start_is_prepared_as_soon_as_it_is_back_and_before_the_first_write()
    {
        var prepared = false;
        var crm = new RecordingCrm { EnsureReady = () => throw new HttpRequestException("no", null, HttpStatusCode.Unauthorized) };
        crm.Answer = call => prepared ? RecordingCrm.Take(call) : throw new InvalidOperationException("written to before it was prepared");
        await using var host = await CrmHost.StartAsync(crm);
        await host.PublishAsync(Messages.Recorded(Messages.Call("one")));
        await Eventually.Be(() => host.OtherSide(CrmSetup.DownstreamName).Outage?.Failures >= 2);
        (await host.ReadinessAsync()).Entries["crm-prepared"].Status.ShouldBe(HealthStatus.Unhealthy);
        host.Logged.Lines.Where(line => line.Contains("does not let us in", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain("401");

        crm.EnsureReady = () => { prepared = true; return Task.CompletedTask; };

        await Eventually.Be(() => crm.Writes.Count == 1);
        await Eventually.Be(async () => (await host.ReadinessAsync()).Status, status => status == HealthStatus.Healthy);
        host.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_that_the_crm_rejects_goes_to_the_error_queue_at_once_with_the_reason_and_without_state()
    {
        var crm = new RecordingCrm();
        crm.Answer = call => call.CallId == "bad" ? Task.FromResult<CrmResult>(new CrmResult.Rejected("no such pipeline")) : RecordingCrm.Take(call);
        await using var host = await CrmHost.StartAsync(crm);

        await host.PublishAsync(Messages.Transcribed(Messages.Call("bad")));
        await host.PublishAsync(Messages.Transcribed(Messages.Call("good")));

        var letter = (await Eventually.Be(() => host.Errors, errors => errors.Count > 0)).ShouldHaveSingleItem();
        letter.CallId.ShouldBe("bad");
        letter.Reason.ShouldBe("recording rejects call bad: no such pipeline");
        await Eventually.Be(() => crm.Of("good") is not null);
        (await host.StateOfAsync("bad")).ShouldBeNull();
        host.OtherSide(CrmSetup.DownstreamName).Outage.ShouldBeNull();
        host.Logged.Lines.ShouldAllBe(line => !line.Contains(Messages.Email) && !line.Contains(Messages.Words));
    }

    [Fact]
    public async Task The_log_crm_names_what_it_would_write_and_never_its_content()
    {
        await using var host = await CrmHost.StartAsync(crm: null);

        await host.PublishAsync(Messages.Transcribed(Messages.Call("one", Outcomes.Won)));

        await Eventually.Be(() => host.Logged.Lines.Any(line => line.Contains("Would write call one of main: fields [createdAt, prospectEmail, outcome], 1 segments", StringComparison.Ordinal)));
        host.Logged.Lines.ShouldAllBe(line => !line.Contains(Messages.Email) && !line.Contains(Messages.Words));
    }
}
