using System.CommandLine;

namespace CallEvents.Benchmarks.Baseline;

/// <summary>The hidden command <c>baseline</c>, which runs the baseline as a separate process.</summary>
internal static class BaselineCommand
{
    public const string Name = "baseline";

    public static Command Create()
    {
        var api = new Option<Uri>("--api") { Required = true, CustomParser = argument => new Uri(argument.Tokens[0].Value) };
        var rabbitMq = new Option<Uri>("--rabbitmq") { Required = true, CustomParser = argument => new Uri(argument.Tokens[0].Value) };
        var concurrency = new Option<int>("--concurrency") { Required = true };
        var command = new Command(Name, "Publishes every call once, without any delivery guarantee.") { api, rabbitMq, concurrency };
        command.Hidden = true;
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var loop = new BaselineLoop(
                    parsed.GetRequiredValue(api),
                    parsed.GetRequiredValue(rabbitMq),
                    parsed.GetRequiredValue(concurrency),
                    TimeProvider.System
                );
                return await loop.RunAsync(cancellationToken);
            }
        );
        return command;
    }
}
