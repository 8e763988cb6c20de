using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace CallEvents.ServiceDefaults.Diagnostics;

/// <summary>Writes each log entry as one line of printable characters, with the id of the trace that is exported.</summary>
/// <remarks>
/// The framework's formatter replaces the machine's line ending only: a carriage return or an escape sequence in a call's id, which the API
/// chooses, would forge lines in an operator's terminal.
/// </remarks>
internal sealed class SingleLineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "single-line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var timestamp = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var text = $"{timestamp} {Level(logEntry.LogLevel)}: {logEntry.Category}[{logEntry.EventId.Id}] {message}";
        if (logEntry.Exception is { } exception)
            text += $" {exception}";
        if (Activity.Current is { Recorded: true } span)
            text += $" (trace {span.TraceId})";
        textWriter.WriteLine(Printable(text));
    }

    private static string Level(LogLevel level) =>
        level switch
        {
            LogLevel.Trace => "trce",
            LogLevel.Debug => "dbug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "fail",
            _ => "crit",
        };

    private static string Printable(string text) =>
        string.Create(
            text.Length,
            text,
            (characters, source) =>
            {
                for (var index = 0; index < characters.Length; index++)
                    characters[index] = IsPrintable(source[index]) ? source[index] : ' ';
            }
        );

    /// <summary>Format characters are those that reverse the direction of text, among others.</summary>
    private static bool IsPrintable(char character) =>
        char.GetUnicodeCategory(character)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
            );
}
