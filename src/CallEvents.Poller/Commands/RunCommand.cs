using System.Diagnostics;
using CallEvents.ServiceDefaults.Hosting;

namespace CallEvents.Poller.Commands;

/// <summary>Runs the poller: the default.</summary>
internal sealed class RunCommand : PollerCommand
{
    public const string ServiceName = "callevents-poller";

    public RunCommand()
        : base("run", "Run the poller until it is stopped. The default when no command is given.") =>
        Examples = ["run", "run --Polling:Interval=00:00:10"];

    /// <summary>The service handles signals and reports its failures itself.</summary>
    public static Task<int> RunServiceAsync(string[] settings) =>
        ServiceHost.RunAsync(settings, ServiceName, builder => builder.AddPoller());

    public override Task<CommandReport> RunAsync(CommandContext context) => throw new UnreachableException();
}
