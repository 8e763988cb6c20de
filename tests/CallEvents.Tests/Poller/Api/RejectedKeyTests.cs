using CallEvents.Contracts;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.Tests.Poller.Api;

public sealed class RejectedKeyTests
{
    [Theory]
    [InlineData(401, true)]
    [InlineData(403, false)]
    public async Task A_rejected_key_is_logged_once_makes_the_poller_not_ready_and_recovers(int status, bool fromTheStart)
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var call = revont.Add("call_1", revont.Now.AddMinutes(-5));
        if (fromTheStart)
            revont.RespondWithStatus(_ => true, status);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(call.CreatedAt));
        if (!fromTheStart)
        {
            await LeaveTranscriptsPendingAsync(revont, poller);
            revont.RespondWithStatus(_ => true, status);
        }

        var requests = revont.Requests.Count;
        await Eventually.Be(() => poller.Status.Api.Problem is not null);
        await Eventually.Be(() => revont.Requests.Count > requests + 4);
        await ShouldReportTheKeyAsync(poller);

        revont.StopIntercepting();
        revont.Add("call_2", revont.Now);
        await Eventually.Be(() => poller.RecordedCallIds().Contains("call_2"));
        await Eventually.Be(poller.CheckReadinessAsync, report => report.Status == HealthStatus.Healthy, describe: Describe);
        poller.Parked().ShouldBeEmpty();
        poller.Received.All.Select(delivery => delivery.MessageId).ShouldBeUnique();
        poller.Received.Of<CallRecorded>().Count(message => message.Call.Id == "call_1").ShouldBe(1);
    }

    [Fact]
    public async Task A_replaced_key_file_is_used_without_a_restart()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var call = revont.Add("call_1", revont.Now.AddMinutes(-5));
        var settings = FastSettings.From(call.CreatedAt);
        settings["Revont:Workspaces:main:ApiKey"] = "revoked";
        revont.RespondWithStatus(request => request.Headers["Authorization"] == "Bearer revoked", 401);
        var secrets = Directory.CreateTempSubdirectory();
        await using var poller = await revont.StartPollerAsync(
            settings: settings,
            configure: builder => builder.Configuration.AddKeyPerFile(secrets.FullName)
        );
        await Eventually.Be(() => poller.Status.Api.Problem is not null);

        await File.WriteAllTextAsync(
            Path.Combine(secrets.FullName, "Revont__Workspaces__main__ApiKey"),
            $"{ScriptedRevont.ApiKey}\n",
            TestContext.Current.CancellationToken
        );

        await poller.WaitUntilRecordedOnceAsync("call_1");
        poller.OwnLogLines().Count(line => line.Contains("holds another key", StringComparison.Ordinal)).ShouldBeGreaterThan(0);
        poller.Logs.Lines.ShouldAllBe(line => !line.Contains(ScriptedRevont.ApiKey, StringComparison.Ordinal));
    }

    private static string Describe(HealthReport report) =>
        string.Join("; ", report.Entries.Select(entry => $"{entry.Key}: {entry.Value.Status} {entry.Value.Description}"));

    private static async Task LeaveTranscriptsPendingAsync(ScriptedRevont revont, PollerHost poller)
    {
        await poller.WaitUntilTranscribedAsync("call_1");
        for (var index = 0; index < 20; index++)
            revont.Put(new ScriptedCall($"late_{index}", revont.Now) { Transcript = null });
        await Eventually.Be(() => poller.RecordedCallIds().Count == 21);
    }

    private static async Task ShouldReportTheKeyAsync(PollerHost poller)
    {
        var report = await poller.CheckReadinessAsync();
        report.Status.ShouldBe(HealthStatus.Unhealthy);
        report.Entries["poller"].Description.ShouldNotBeNull().ShouldContain("Revont:Workspaces:main:ApiKey");
        var line = poller.OwnLogLines().Where(line => line.Contains("ApiKey", StringComparison.Ordinal)).ShouldHaveSingleItem();
        line.ShouldStartWith("Error");
        line.ShouldContain("Revont:Workspaces:main:ApiKey");
        poller.Logs.Lines.ShouldAllBe(logged => !logged.Contains(ScriptedRevont.ApiKey, StringComparison.Ordinal));
    }
}
