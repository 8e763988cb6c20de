using System.Globalization;
using Microsoft.Extensions.Logging;

namespace CallEvents.Local;

/// <summary>Writes the services' logs to a file, because the terminal shows the dashboard.</summary>
[ProviderAlias("File")]
internal sealed class FileLoggerProvider(string path, TimeProvider time) : ILoggerProvider
{
    private readonly TimeProvider time = time;
    private readonly Lock sync = new();

    private readonly StreamWriter file = new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
    {
        AutoFlush = true,
    };

    public ILogger CreateLogger(string categoryName) => new FileLogger(this, categoryName);

    public void Dispose() => file.Dispose();

    private void Write(string line)
    {
        lock (sync)
            file.WriteLine(line);
    }

    private sealed class FileLogger(FileLoggerProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var now = provider.time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            var details = exception is null ? "" : $"{Environment.NewLine}{exception}";
            provider.Write($"{now} {logLevel, -11} {category}: {formatter(state, exception)}{details}");
        }
    }
}
