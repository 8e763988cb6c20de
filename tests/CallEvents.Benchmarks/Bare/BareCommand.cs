using System.CommandLine;

namespace CallEvents.Benchmarks.Bare;

/// <summary>The hidden command that runs the bare loop as a process of its own.</summary>
internal static class BareCommand
{
    public const string Name = "bare";

    public static Command Create()
    {
        var api = new Option<Uri>("--api") { Required = true, CustomParser = argument => new Uri(argument.Tokens[0].Value) };
        var rabbitMq = new Option<Uri>("--rabbitmq") { Required = true, CustomParser = argument => new Uri(argument.Tokens[0].Value) };
        var concurrency = new Option<int>("--concurrency") { Required = true };
        var command = new Command(Name, "Tells every call once, with no safety at all.") { api, rabbitMq, concurrency };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var loop = new BareLoop(parsed.GetRequiredValue(api), parsed.GetRequiredValue(rabbitMq), parsed.GetRequiredValue(concurrency), TimeProvider.System);
            return await loop.RunAsync(cancellationToken);
        });
        return command;
    }
}
