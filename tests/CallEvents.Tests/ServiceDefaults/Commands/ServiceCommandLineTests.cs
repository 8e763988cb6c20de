using System.Text.Json;
using CallEvents.Alerting;
using CallEvents.CrmUpdater;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.Tests.Poller.Commands;

namespace CallEvents.Tests.ServiceDefaults.Commands;

/// <summary>The command lines of the consumers.</summary>
public sealed class ServiceCommandLineTests
{
    private const string NoBroker = "--ConnectionStrings:RabbitMq=amqp://guest:the-password@127.0.0.1:1";

    public static TheoryData<string> Consumers => ["callevents-crm-updater", "callevents-alerting"];

    [Theory]
    [MemberData(nameof(Consumers))]
    public async Task Wrong_use_is_answered_with_one_line_and_exit_code_2(string name)
    {
        await ExpectAsync($"{name}: found 'redriv', expected one of run, health, ", "redriv");
        await ExpectAsync("redrive: found '--cal', expected one of --call, ", "redrive", "--cal", "call_1");
        await ExpectAsync("--call: found nothing, expected a text", "redrive", "--call", "");
        await ExpectAsync("health: found 'tomorrow', expected ready or live", "health", "tomorrow");
        await ExpectAsync("ConnectionStrings:RabbitMq: found nothing, expected amqp://", "redrive");

        async Task ExpectAsync(string message, params string[] args)
        {
            var run = await CommandRun.OfAsync(Program(name), args);

            run.ExitCode.ShouldBe(2, run.Errors);
            run.Output.ShouldBe("");
            run.Errors.ShouldStartWith(message);
            run.Errors.TrimEnd().ShouldNotContain('\n');
        }
    }

    [Theory]
    [MemberData(nameof(Consumers))]
    public async Task A_broker_that_is_away_is_exit_code_1_and_one_document(string name)
    {
        var run = await CommandRun.OfAsync(Program(name), ["redrive", "--json", NoBroker]);

        run.ExitCode.ShouldBe(1);
        JsonDocument.Parse(run.Output).RootElement.GetProperty("error").GetString().ShouldNotBeNull().ShouldStartWith("the broker is");
        (run.Output + run.Errors).ShouldNotContain("the-password");
    }

    [Theory]
    [MemberData(nameof(Consumers))]
    public async Task Every_command_has_examples_and_is_completed(string name)
    {
        var completion = await CommandRun.OfAsync(Program(name), ["completion", "bash"]);

        completion.ExitCode.ShouldBe(0, completion.Errors);
        foreach (var command in new ServiceRootCommand(Program(name)).Commands)
        {
            command.Examples.ShouldNotBeEmpty(command.Name);
            var parent = command.Parents.OfType<System.CommandLine.Command>().Single();
            completion.Output.ShouldContain(parent is ServiceRootCommand ? $"' {command.Name}'" : $"' {parent.Name} {command.Name}'");
        }

        completion.Output.ShouldContain(name);
    }

    [Theory]
    [MemberData(nameof(Consumers))]
    public async Task Health_is_asked_at_the_running_service(string name) =>
        (await CommandRun.OfAsync(Program(name), ["health", "live"])).ShouldBe(
            new CommandRun(1, "live: no response from http://localhost:8080/\n", "")
        );

    private static ServiceProgram Program(string name) =>
        new[] { CrmUpdaterProgram.Create(), AlertingProgram.Create() }.Single(program => program.Name == name);
}
