using System.CommandLine;
using Microsoft.Extensions.Hosting;

namespace CallEvents.ServiceDefaults.Commands;

/// <summary>The program of a service: what its command line runs, and how its help describes that.</summary>
public sealed record ServiceProgram
{
    /// <summary>Its name in the help, and the service's name at the broker and in telemetry, such as <c>callevents-poller</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the service does, and what its commands find by its settings.</summary>
    public required string Description { get; init; }

    /// <summary>The service in the sentences of the help, such as <c>poller</c>.</summary>
    public required string Noun { get; init; }

    /// <summary>A setting for the examples of the help, such as <c>--Polling:Interval=00:00:10</c>.</summary>
    public required string ExampleSetting { get; init; }

    /// <summary>The key of the database whose errors a command prints, such as <c>ConnectionStrings:Ledger</c>.</summary>
    public required string DatabaseKey { get; init; }

    /// <summary>Registers the service.</summary>
    public required Action<IHostApplicationBuilder> Configure { get; init; }

    /// <summary>Registers what commands use.</summary>
    /// <value>Default: the service, of which nothing is started.</value>
    public Action<IHostApplicationBuilder>? ConfigureCommands { get; init; }

    /// <summary>
    /// Creates the service's own commands, beside <c>run</c>, <c>health</c> and <c>completion</c>. Called for each command line: a command
    /// belongs to one tree of commands.
    /// </summary>
    public Func<IReadOnlyList<Command>> CreateCommands { get; init; } = () => [];
}
