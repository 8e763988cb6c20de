using System.Text.Json;
using Microsoft.Extensions.Hosting;

namespace CallEvents.ServiceDefaults.Commands;

/// <summary>What surrounds a command: its streams, and what a test adds to its services.</summary>
public sealed record CommandEnvironment
{
    public static readonly CommandEnvironment OfProcess = new()
    {
        Input = Console.In,
        Output = Console.Out,
        Error = Console.Error,
    };

    public required TextReader Input { get; init; }

    /// <summary>The report, and nothing else.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Progress, questions and errors.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Called last, when the services of a command are registered.</summary>
    public Action<IHostApplicationBuilder> Configure { get; init; } = _ => { };

    /// <summary>Prints why there is no report: a line, or several, and a document where one is wanted.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> FailAsync(bool isJson, int exitCode, params string[] lines)
    {
        foreach (var line in lines)
            await Error.WriteLineAsync(line);
        if (isJson)
            await Output.WriteLineAsync(JsonSerializer.Serialize(new { error = string.Join("; ", lines) }));
        return exitCode;
    }
}
