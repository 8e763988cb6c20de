using System.Diagnostics;
using CallEvents.ServiceDefaults.Hosting;

namespace CallEvents.ServiceDefaults.Commands;

/// <summary>Runs the service: the default.</summary>
internal sealed class RunCommand : ServiceCommand
{
    private readonly ServiceProgram program;

    public RunCommand(ServiceProgram program)
        : base("run", $"Run the {program.Noun} until it is stopped. The default when no command is given.")
    {
        this.program = program;
        Examples = ["run", $"run {program.ExampleSetting}"];
    }

    /// <summary>The service handles signals and reports its failures itself.</summary>
    public Task<int> RunServiceAsync(string[] settings) => ServiceHost.RunAsync(settings, program.Name, program.Configure);

    public override Task<CommandReport> RunAsync(CommandContext context) => throw new UnreachableException();
}
