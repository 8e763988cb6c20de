using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Infrastructure;

public sealed class ServiceProcessTests
{
    [Fact]
    public async Task A_stopped_service_exits_with_code_zero()
    {
        await using var service = new ServiceProcess("CallEvents.Simulator");
        service.Start();
        await service.WaitUntilRespondingAsync();

        var result = await service.StopAsync();

        result.ExitCode.ShouldBe(0);
        service.IsRunning.ShouldBeFalse();
    }

    [Fact]
    public async Task A_killed_service_is_gone_immediately_and_restarts_on_its_port()
    {
        await using var service = new ServiceProcess("CallEvents.Simulator");
        service.Start();
        await service.WaitUntilRespondingAsync();
        var first = service.Id;

        await service.KillAsync();
        (await service.WaitForExitAsync()).ExitCode.ShouldBe(128 + 9);
        await Should.ThrowAsync<HttpRequestException>(() =>
            service.Http.GetAsync(service.BaseAddress, TestContext.Current.CancellationToken)
        );

        service.Start();
        await service.WaitUntilRespondingAsync();
        service.Id.ShouldNotBe(first);
    }

    [Fact]
    public async Task A_paused_service_responds_only_after_it_resumes()
    {
        await using var service = new ServiceProcess("CallEvents.Simulator");
        service.Start();
        await service.WaitUntilRespondingAsync();

        service.Pause();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);
        await Should.ThrowAsync<OperationCanceledException>(() => service.Http.GetAsync(service.BaseAddress, timeout.Token));

        service.Resume();
        await service.WaitUntilRespondingAsync();
    }

    [Fact]
    public async Task A_service_that_exits_during_startup_reports_why()
    {
        await using var service = new ServiceProcess("CallEvents.Simulator", [new("ASPNETCORE_URLS", "nonsense")]);
        service.Start();

        var error = (await Record.ExceptionAsync(() => service.WaitUntilReadyAsync())).ShouldBeOfType<ShouldAssertException>();

        error.Message.ShouldContain("before it was up");
        error.Message.ShouldContain("nonsense");
    }

    [Fact]
    public async Task A_child_process_inherits_no_unlisted_environment_variables()
    {
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT", "http://somewhere.invalid");
        try
        {
            await using var child = ChildProcess.Start("env", [], [new("GIVEN", "yes")], "/");
            var result = await child.WaitForExitAsync();

            result.Output.ShouldContain("GIVEN=yes");
            result.Output.ShouldNotContain("OTEL_");
        }
        finally
        {
            Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT", null);
        }
    }

    [Fact]
    public async Task Nothing_outlives_a_killed_test_run()
    {
        await using var child = ChildProcess.Start("sleep", ["600"], [], "/");
        await using var untracked = ChildProcess.Start("sleep", ["600"], [], "/");
        var folder = TestResourceReaper.CreateFolder("left over");
        var reaper = TestResourceReaper.StartShell(folder);
        await reaper.WriteAsync($"track-process {child.Id}\ntrack-process {untracked.Id}\nuntrack-process {untracked.Id}\n");

        // The same happens when the test process ends for any reason: its end of the pipe closes.
        reaper.Close();

        (await child.WaitForExitAsync()).ExitCode.ShouldBe(128 + 9);
        await Eventually.Be(() => !Directory.Exists(folder));
        untracked.HasExited.ShouldBeFalse();
    }
}
