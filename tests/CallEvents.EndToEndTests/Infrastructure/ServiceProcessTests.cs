using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Infrastructure;

public sealed class ServiceProcessTests
{
    [Fact]
    public async Task A_service_that_is_asked_to_stop_ends_with_zero()
    {
        await using var service = new ServiceProcess("CallEvents.Simulator");
        service.Start();
        await service.WaitUntilAnsweringAsync();

        var result = await service.StopAsync();

        result.ExitCode.ShouldBe(0);
        service.IsRunning.ShouldBeFalse();
    }

    [Fact]
    public async Task A_killed_service_is_gone_at_once_and_can_be_started_again_on_its_port()
    {
        await using var service = new ServiceProcess("CallEvents.Simulator");
        service.Start();
        await service.WaitUntilAnsweringAsync();
        var first = service.Id;

        await service.KillAsync();
        (await service.WaitForExitAsync()).ExitCode.ShouldBe(128 + 9);
        await Should.ThrowAsync<HttpRequestException>(() => service.Http.GetAsync(service.BaseAddress, TestContext.Current.CancellationToken));

        service.Start();
        await service.WaitUntilAnsweringAsync();
        service.Id.ShouldNotBe(first);
    }

    [Fact]
    public async Task A_paused_service_answers_nobody_until_it_goes_on()
    {
        await using var service = new ServiceProcess("CallEvents.Simulator");
        service.Start();
        await service.WaitUntilAnsweringAsync();

        service.Pause();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);
        await Should.ThrowAsync<OperationCanceledException>(() => service.Http.GetAsync(service.BaseAddress, patience.Token));

        service.Resume();
        await service.WaitUntilAnsweringAsync();
    }

    [Fact]
    public async Task A_service_that_ends_while_it_is_waited_for_says_why()
    {
        await using var service = new ServiceProcess("CallEvents.Simulator", [new("ASPNETCORE_URLS", "nonsense")]);
        service.Start();

        var error = (await Record.ExceptionAsync(() => service.WaitUntilReadyAsync())).ShouldBeOfType<ShouldAssertException>();

        error.Message.ShouldContain("before it was up");
        error.Message.ShouldContain("nonsense");
    }

    [Fact]
    public async Task A_process_sees_nothing_of_the_machine_that_the_test_did_not_give_it()
    {
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT", "http://somewhere.invalid");
        try
        {
            await using var child = ChildProcess.Start("env", [], [new("GIVEN", "yes")], "/");
            var result = await child.WaitForExitAsync(TimeSpan.FromSeconds(10));

            result.Output.ShouldContain("GIVEN=yes");
            result.Output.ShouldNotContain("OTEL_");
        }
        finally
        {
            Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT", null);
        }
    }

    [Fact]
    public async Task Nothing_outlives_the_tests_even_when_they_are_killed()
    {
        await using var child = ChildProcess.Start("sleep", ["600"], [], "/");
        await using var spared = ChildProcess.Start("sleep", ["600"], [], "/");
        var folder = LastWill.CreateFolder("left behind");
        var will = LastWill.Open(folder);
        await will.WriteAsync($"kill {child.Id}\nkill {spared.Id}\nspare {spared.Id}\n");

        // The end of this process, however it comes, closes the pipe.
        will.Close();

        (await child.WaitForExitAsync(TimeSpan.FromSeconds(10))).ExitCode.ShouldBe(128 + 9);
        await Eventually.Be(() => !Directory.Exists(folder));
        spared.HasExited.ShouldBeFalse();
    }
}
