using System.CommandLine;
using System.Text.Json.Serialization;
using CallEvents.ServiceDefaults.Hosting;
using Spectre.Console;

namespace CallEvents.ServiceDefaults.Commands;

/// <summary>Queries the service that runs in the same container: an image without a shell has no other health check.</summary>
internal sealed class HealthCommand : ServiceCommand
{
    private readonly Argument<string> check = CommandOptions.Choice("check", "The health check.", HealthQuery.Checks);

    public HealthCommand(ServiceProgram program)
        : base("health", $"Query the health of the {program.Noun} that runs on this machine or in this container.")
    {
        Add(check);
        Examples = ["health", "health live"];
    }

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        var answer = await HealthQuery.SendAsync(context.Value(check)!, context.Stopping);
        return new Report(answer.Check, answer.Status, answer.IsHealthy, answer.ToString());
    }

    private sealed record Report(string Check, int? Status, bool IsHealthy, [property: JsonIgnore] string Line) : CommandReport
    {
        public override bool IsWell() => IsHealthy;

        public override void WriteTo(IAnsiConsole console) => console.Profile.Out.Writer.WriteLine(Line);
    }
}
