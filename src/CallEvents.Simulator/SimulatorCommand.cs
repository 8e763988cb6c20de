using System.CommandLine;
using System.Text.Json;

namespace CallEvents.Simulator;

/// <summary>The command line: options in, a served workspace until the process is told to end.</summary>
internal static class SimulatorCommand
{
    private const int WrongInput = 2;
    private const string UrlsVariable = "ASPNETCORE_URLS";
    private const string DefaultUrls = "http://+:8080";

    public static async Task<int> RunAsync(string[] args)
    {
        var switches = new SimulatorSwitches();
        var root = new RootCommand(
            $"Serves a simulated Revont API at http://HOST:PORT/v1. {UrlsVariable} says where to listen (default {DefaultUrls}).");
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
        options = options with { Urls = Environment.GetEnvironmentVariable(UrlsVariable) is { Length: > 0 } urls ? urls : DefaultUrls };
        error ??= options.Check();
        if (error is not null)
            return await RefuseAsync(parsed, (error with { Option = NameOf(error.Option) }).ToString());

        RevontSimulator simulator;
        try
        {
            simulator = await RevontSimulator.StartAsync(options, ct: ct);
        }
        catch (IOException)
        {
            return await RefuseAsync(
                parsed, new OptionError(UrlsVariable, $"'{options.Urls}'", "an address of this machine that is free").ToString());
        }

        await using (simulator)
        {
            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                $"Serving {simulator.Workspace.Count().Calls} calls at {simulator.BaseUrl}");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return 0;
    }

    /// <summary>What people wrote, not what the code calls it.</summary>
    private static string NameOf(string option) => option switch
    {
        nameof(SimulatorOptions.Urls) => UrlsVariable,
        ['-', ..] => option,
        _ => $"--{JsonNamingPolicy.KebabCaseLower.ConvertName(option)}",
    };

    private static async Task<int> RefuseAsync(ParseResult parsed, string message)
    {
        await parsed.InvocationConfiguration.Error.WriteLineAsync(message);
        return WrongInput;
    }
}
