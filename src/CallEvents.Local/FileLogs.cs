using System.Globalization;
using Microsoft.Extensions.Logging;

namespace CallEvents.Local;

/// <summary>The services' logs in a file, since the terminal shows something else.</summary>
[ProviderAlias("File")]
internal sealed class FileLogs(string path, TimeProvider time) : ILoggerProvider
{
    private readonly TimeProvider time = time;
    private readonly Lock gate = new();
    private readonly StreamWriter file = new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose() => file.Dispose();

    private void Write(string line)
    {
        lock (gate)
            file.WriteLine(line);
    }

    private sealed class Logger(FileLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var now = logs.time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            logs.Write($"{now} {logLevel,-11} {category}: {formatter(state, exception)}{(exception is null ? "" : $"{Environment.NewLine}{exception}")}");
        }
    }
}
