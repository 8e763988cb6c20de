using System.CommandLine;
using System.Net.Sockets;

namespace CallEvents.Simulator;

/// <summary>The command line: options in, a served workspace until the process is told to end.</summary>
internal static class SimulatorCommand
{
    private const int WrongInput = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        var switches = new SimulatorSwitches();
        var root = new RootCommand(
            "Serves a simulated Revont API at http://HOST:PORT/v1. "
            + $"{SimulatorSwitches.UrlsVariable} says where to listen (default {SimulatorSwitches.DefaultUrls}).");
        foreach (var option in switches.All)
            root.Add(option);

        root.SetAction((parsed, ct) => ServeAsync(switches, parsed, ct));

        var parsed = root.Parse(args);
        return parsed.Errors is [var error, ..]
            ? await RefuseAsync(parsed, error.Message)
            : await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
    }

    private static async Task<int> ServeAsync(SimulatorSwitches switches, ParseResult parsed, CancellationToken ct)
    {
        var options = switches.Read(parsed, out var error);
        error ??= options.Check();
        if (error is not null)
            return await RefuseAsync(switches, parsed, error);

        RevontSimulator simulator;
        try
        {
            simulator = await RevontSimulator.StartAsync(options, ct: ct);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return await RefuseAsync(
                switches, parsed, new(nameof(options.Urls), $"'{options.Urls}'", "an address of this machine that is free"));
        }

        await using (simulator)
        {
            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                $"Serving {simulator.Workspace.Count().Calls} calls at {simulator.BaseUrl}");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return 0;
    }

    private static Task<int> RefuseAsync(SimulatorSwitches switches, ParseResult parsed, OptionError error) =>
        RefuseAsync(parsed, (error with { Option = switches.NameOf(error.Option, parsed) }).ToString());

    private static async Task<int> RefuseAsync(ParseResult parsed, string message)
    {
        await parsed.InvocationConfiguration.Error.WriteLineAsync(message);
        return WrongInput;
    }
}
