using System.Net;
using CallEvents.Contracts;
using CallEvents.CrmUpdater;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Setup;
using CallEvents.ServiceDefaults.Downstream;
using CallEvents.Tests.ServiceDefaults.Bus;
using CallEvents.Tests.ServiceDefaults.Hosting;
using CallEvents.TestSupport;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.Tests.CrmUpdater;

public sealed class CrmOutageTests
{
    private const string Unavailable = "crm unavailable";
    private const string RejectedCredentials = "crm rejected our credentials";
    private const string Recovered = "crm recovered";

    private static readonly Dictionary<string, Func<WriteResult>> Failures = new()
    {
        ["requests a later retry"] = () => new WriteResult.Unavailable("429"),
        ["requests a retry after a delay"] = () => new WriteResult.Unavailable("429", TimeSpan.FromMilliseconds(120)),
        ["refuses the connection"] = () => throw new HttpRequestException("refused"),
        ["answers 503"] = () => throw new HttpRequestException("unavailable", null, HttpStatusCode.ServiceUnavailable),
        ["times out"] = () => throw new TaskCanceledException("timed out", new TimeoutException()),
        ["drops the connection"] = () => throw new InvalidOperationException("reading", new IOException("dropped")),
    };

    public static TheoryData<string> FailureNames => [.. Failures.Keys];

    [Theory]
    [MemberData(nameof(FailureNames))]
    public async Task Messages_wait_while_the_CRM_is_unavailable_and_then_resume(string failure)
    {
        var crm = new RecordingCrm { Upsert = _ => Task.FromResult(Failures[failure]()) };
        await using var host = await CrmHost.StartAsync(crm);
        await SetupCompletedAsync(host);
        foreach (var number in Enumerable.Range(0, 30))
            await host.PublishAsync(Messages.Recorded(Messages.Call($"call {number}")));

        await Eventually.Be(() => CircuitOf(host).Outage?.Failures >= 3);
        (await host.CheckReadinessAsync()).Entries[CrmSetup.DownstreamName].Status.ShouldBe(HealthStatus.Degraded);
        LogLines(host, Unavailable).ShouldHaveSingleItem();

        crm.Upsert = RecordingCrm.Accept;

        await Eventually.Be(() => crm.Writes.Count == 30);
        await Eventually.Be(async () => (await host.CheckReadinessAsync()).Entries[CrmSetup.DownstreamName].Status == HealthStatus.Healthy);
        host.Errors.ShouldBeEmpty();
        await Eventually.Be(() => LogLines(host, Recovered).Any());
        LogLines(host, Recovered).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Rejected_credentials_are_logged_once_and_not_ready_until_accepted()
    {
        var crm = new RecordingCrm { Upsert = _ => Task.FromResult<WriteResult>(new WriteResult.Unauthorized("check Crm:Token")) };
        await using var host = await CrmHost.StartAsync(crm);
        await SetupCompletedAsync(host);
        foreach (var number in Enumerable.Range(0, 30))
            await host.PublishAsync(Messages.Recorded(Messages.Call($"call {number}")));

        await Eventually.Be(() => CircuitOf(host).Outage?.Failures >= 3);
        var entry = (await host.CheckReadinessAsync()).Entries[CrmSetup.DownstreamName];
        entry.Status.ShouldBe(HealthStatus.Unhealthy);
        entry.Description!.ShouldContain("Rejecting our credentials");
        entry.Description!.ShouldContain("check Crm:Token");
        LogLines(host, RejectedCredentials).ShouldHaveSingleItem().ShouldContain("check Crm:Token");

        crm.Upsert = RecordingCrm.Accept;

        await Eventually.Be(() => crm.Writes.Count == 30);
        await Eventually.Be(async () => (await host.CheckReadinessAsync()).Status, status => status == HealthStatus.Healthy);
        host.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Skipped_messages_do_not_close_the_circuit()
    {
        var crm = new RecordingCrm();
        await using var host = await CrmHost.StartAsync(crm);
        await host.PublishAsync(Messages.Recorded(Messages.Call("known")));
        await Eventually.Be(() => host.StateOfAsync("known"), row => row?.FieldsRevision is not null);

        crm.Upsert = _ => Task.FromResult<WriteResult>(new WriteResult.Unauthorized("check Crm:Token"));
        await host.PublishAsync(Messages.Recorded(Messages.Call("new")));
        await Eventually.Be(() => CircuitOf(host).Outage is not null);
        foreach (var _ in Enumerable.Range(0, 20))
            await host.PublishAsync(Messages.Recorded(Messages.Call("known")));

        await Eventually.Be(() => host.Resolve<CrmUpdaterStatus>().Skipped == 20);
        CircuitOf(host).Outage.ShouldNotBeNull();
        LogLines(host, Recovered).ShouldBeEmpty();
        LogLines(host, RejectedCredentials).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_retry_delay_longer_than_any_timer_does_not_fail_the_message()
    {
        var crm = new RecordingCrm { Upsert = _ => Task.FromResult<WriteResult>(new WriteResult.Unavailable("429", TimeSpan.MaxValue)) };
        await using var host = await CrmHost.StartAsync(crm);
        await SetupCompletedAsync(host);
        await host.PublishAsync(Messages.Recorded(Messages.Call("one")));
        await host.PublishAsync(Messages.Recorded(Messages.Call("two")));

        await Eventually.Be(() => CircuitOf(host) is { Outage: not null, Waiting: 2 });
        host.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_recovery_is_noticed_although_the_wall_clock_was_set_back()
    {
        var time = new ShiftedClock(TimeSpan.FromDays(3));
        var crm = new RecordingCrm();
        await using var host = await CrmHost.StartAsync(crm, time: time);
        await SetupCompletedAsync(host);
        crm.Upsert = _ => throw new HttpRequestException("unavailable");
        await host.PublishAsync(Messages.Recorded(Messages.Call("one")));
        await Eventually.Be(() => CircuitOf(host).Outage is not null);

        time.Error = TimeSpan.Zero;
        crm.Upsert = RecordingCrm.Accept;

        await Eventually.Be(() => crm.Writes.Count == 1);
        await Eventually.Be(() => LogLines(host, Recovered).Any());
        LogLines(host, Recovered).ShouldHaveSingleItem().ShouldContain("after 00:00:");
    }

    [Fact]
    public async Task A_CRM_unavailable_at_start_is_set_up_on_recovery_before_the_first_write()
    {
        var isSetUp = false;
        var crm = new RecordingCrm { EnsureReady = () => throw new CrmFailureException(new WriteResult.Unauthorized("HTTP 401")) };
        crm.Upsert = call => isSetUp ? RecordingCrm.Accept(call) : throw new InvalidOperationException("written to before setup");
        await using var host = await CrmHost.StartAsync(crm);
        await host.PublishAsync(Messages.Recorded(Messages.Call("one")));
        await Eventually.Be(() => CircuitOf(host).Outage?.Failures >= 2);
        (await host.CheckReadinessAsync()).Entries["crm-setup"].Status.ShouldBe(HealthStatus.Unhealthy);
        LogLines(host, RejectedCredentials).ShouldHaveSingleItem().ShouldContain("401");

        crm.EnsureReady = () =>
        {
            isSetUp = true;
            return Task.CompletedTask;
        };

        await Eventually.Be(() => crm.Writes.Count == 1);
        await Eventually.Be(async () => (await host.CheckReadinessAsync()).Status, status => status == HealthStatus.Healthy);
        host.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rejected_call_goes_to_the_error_queue_with_the_reason()
    {
        var crm = new RecordingCrm();
        crm.Upsert = call =>
            call.Call.Id == "bad"
                ? Task.FromResult<WriteResult>(new WriteResult.Rejected("INVALID_PIPELINE", "no such pipeline"))
                : RecordingCrm.Accept(call);
        await using var host = await CrmHost.StartAsync(crm);

        await host.PublishAsync(Messages.Transcribed(Messages.Call("bad")));
        await host.PublishAsync(Messages.Transcribed(Messages.Call("good")));

        var letter = (await Eventually.Be(() => host.Errors, errors => errors.Count > 0)).ShouldHaveSingleItem();
        letter.CallId.ShouldBe("bad");
        letter.Reason.ShouldBe("recording rejects call bad: no such pipeline");
        await Eventually.Be(() => crm.Find("good") is not null);
        (await host.StateOfAsync("bad"))!.FieldsRevision.ShouldBeNull();
        CircuitOf(host).Outage.ShouldBeNull();
        host.Logs.Lines.ShouldAllBe(line => !line.Contains(Messages.Email) && !line.Contains(Messages.TranscriptText));
    }

    [Fact]
    public async Task The_log_adapter_logs_field_names_and_never_their_values()
    {
        await using var host = await CrmHost.StartAsync(crm: null);

        await host.PublishAsync(Messages.Transcribed(Messages.Call("one", Outcomes.Won)));

        const string expected = "Would write call one of workspace main: fields [prospectEmail, outcome], 1 segments";
        await Eventually.Be(() => LogLines(host, expected).Any());
        host.Logs.Lines.ShouldAllBe(line => !line.Contains(Messages.Email) && !line.Contains(Messages.TranscriptText));
    }

    /// <summary>Waits for CRM setup: its success during an outage would close the circuit for a moment.</summary>
    private static async Task SetupCompletedAsync(ConsumerHost host) =>
        await Eventually.Be(async () => (await host.CheckReadinessAsync()).Status, status => status == HealthStatus.Healthy);

    private static DownstreamCircuit CircuitOf(ConsumerHost host) => host.Circuit(CrmSetup.DownstreamName);

    private static IEnumerable<string> LogLines(ConsumerHost host, string text) =>
        host.Logs.Lines.Where(line => line.Contains(text, StringComparison.Ordinal));
}
