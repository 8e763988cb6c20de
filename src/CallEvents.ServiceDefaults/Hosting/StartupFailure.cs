using System.Net.Sockets;
using System.Text.RegularExpressions;
using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.Database;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults.Hosting;

/// <summary>Why a start failed, for an operator: the lines for stderr and the exit code.</summary>
public sealed partial record StartupFailure(int ExitCode, IReadOnlyList<string> Lines)
{
    private const int WrongConfiguration = 2;
    private const int CannotRun = 1;

    private static readonly Dictionary<string, string> Expected = new()
    {
        ["System.TimeSpan"] = "a duration such as 00:00:30",
        ["System.DateTimeOffset"] = "an instant such as 2026-01-31T12:00:00Z",
        ["System.Int32"] = "a whole number",
        ["System.Int64"] = "a whole number",
        ["System.Double"] = "a number",
        ["System.Decimal"] = "a number",
        ["System.Boolean"] = "true or false",
        ["System.Uri"] = "a URI such as https://example.com",
    };

    /// <summary>The failure that <paramref name="exception"/> means; null for a bug, whose stack trace is wanted.</summary>
    public static StartupFailure? Of(Exception exception) =>
        exception switch
        {
            OptionsValidationException invalid => new(WrongConfiguration, [.. invalid.Failures]),
            AggregateException { InnerExceptions: var all } when all.All(one => Of(one) is not null) => new(
                all.Max(one => Of(one)!.ExitCode),
                // A section that depends on another one reports what is wrong there again.
                [.. all.SelectMany(one => Of(one)!.Lines).Distinct()]
            ),
            InvalidOperationException when Conversion().Match(exception.Message) is { Success: true } conversion => new(
                WrongConfiguration,
                [Wrong(conversion)]
            ),
            // The parser of a configuration file names the file, and its inner exception the position.
            InvalidDataException => new(WrongConfiguration, [Line(exception)]),
            DatabaseUnusableException => new(CannotRun, [exception.Message]),
            IOException { InnerException: AddressInUseException } => new(CannotRun, [$"ASPNETCORE_URLS: {exception.Message}"]),
            SocketException
            {
                SocketErrorCode: SocketError.AccessDenied or SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse
            } => new(CannotRun, [$"ASPNETCORE_URLS: cannot listen there: {exception.Message}"]),
            _ => null,
        };

    /// <summary>Prints the lines to stderr.</summary>
    /// <returns>The exit code.</returns>
    public int Report()
    {
        foreach (var line in Lines)
            Console.Error.WriteLine(line);
        return ExitCode;
    }

    private static string Wrong(Match conversion)
    {
        var type = conversion.Groups["type"].Value;
        return Setting.Wrong(
            conversion.Groups["key"].Value,
            conversion.Groups["found"].Value,
            Expected.GetValueOrDefault(type) ?? Choices(type) ?? $"a {type}"
        );
    }

    private static string? Choices(string typeName) =>
        AppDomain
            .CurrentDomain.GetAssemblies()
            .Select(assembly => assembly.GetType(typeName))
            .FirstOrDefault(type => type is { IsEnum: true })
            is { } choice
            ? $"one of {string.Join(", ", Enum.GetNames(choice))}"
            : null;

    private static string Line(Exception exception) =>
        (exception.InnerException is { } inner ? $"{exception.Message} {inner.Message}" : exception.Message).ReplaceLineEndings(" ");

    [GeneratedRegex(
        "^Failed to convert configuration value '(?<found>.*)' at '(?<key>[^']*)' to type '(?<type>[^']*)'",
        RegexOptions.Singleline
    )]
    private static partial Regex Conversion();
}
