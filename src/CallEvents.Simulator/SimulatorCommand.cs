using System.CommandLine;
using System.Net.Sockets;

namespace CallEvents.Simulator;

/// <summary>Parses the command line and serves the simulated API until the process receives a stop signal.</summary>
internal static class SimulatorCommand
{
    private const int InvalidInputExitCode = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        var arguments = new SimulatorArguments();
        var root = new RootCommand(
            "Serves a simulated Revont API at http://HOST:PORT/v1. "
                + $"{SimulatorArguments.UrlsVariable} sets the address (default {SimulatorArguments.DefaultUrls})."
        );
        foreach (var option in arguments.All)
            root.Add(option);

        root.SetAction((parsed, ct) => ServeAsync(arguments, parsed, ct));

        var parsed = root.Parse(args);
        return parsed.Errors is [var error, ..]
            ? await FailAsync(parsed, error.Message)
            : await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
    }

    private static async Task<int> ServeAsync(SimulatorArguments arguments, ParseResult parsed, CancellationToken ct)
    {
        var options = arguments.Read(parsed, out var error);
        error ??= options.Check();
        if (error is not null)
            return await FailAsync(arguments, parsed, error);

        RevontSimulator simulator;
        try
        {
            simulator = await RevontSimulator.StartAsync(options, ct: ct);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return await FailAsync(
                arguments,
                parsed,
                new(nameof(options.Urls), $"'{options.Urls}'", "an address of this machine that is free")
            );
        }

        await using (simulator)
        {
            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                $"Serving {simulator.Workspace.CountCalls().Calls} calls at {simulator.BaseUrl}"
            );
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return 0;
    }

    private static Task<int> FailAsync(SimulatorArguments arguments, ParseResult parsed, OptionError error) =>
        FailAsync(parsed, (error with { Option = arguments.NameOf(error.Option, parsed) }).ToString());

    private static async Task<int> FailAsync(ParseResult parsed, string message)
    {
        await parsed.InvocationConfiguration.Error.WriteLineAsync(message);
        return InvalidInputExitCode;
    }
}
