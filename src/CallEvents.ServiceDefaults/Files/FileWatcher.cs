using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallEvents.ServiceDefaults.Files;

/// <summary>Reads configuration files again every 5 seconds, and logs what became of a change, and what has no effect.</summary>
internal sealed partial class FileWatcher(IEnumerable<IWatchedFile> files, TimeProvider time, ILogger<FileWatcher> logger)
    : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var file in files)
            Warn(file);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                RefreshAll();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    internal void RefreshAll()
    {
        foreach (var file in files)
        {
            if (file.Refresh() is not { } problems)
                continue;

            if (problems.Count == 0)
            {
                Log.FileRead(logger, file.Setting);
                Warn(file);
            }

            foreach (var problem in problems)
                Log.FileRejected(logger, file.Setting, problem);
        }
    }

    private void Warn(IWatchedFile file)
    {
        if (file.Warning is { } warning)
            Log.FileWithoutEffect(logger, file.Setting, warning);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1501, Level = LogLevel.Information, Message = "{Setting}: the changed file is in use")]
        public static partial void FileRead(ILogger logger, string setting);

        [LoggerMessage(
            EventId = 1502,
            Level = LogLevel.Error,
            Message = "{Setting}: the changed file is rejected, its content before stays in use: {Problem}"
        )]
        public static partial void FileRejected(ILogger logger, string setting, string problem);

        [LoggerMessage(EventId = 1503, Level = LogLevel.Warning, Message = "{Setting}: {Warning}")]
        public static partial void FileWithoutEffect(ILogger logger, string setting, string warning);
    }
}
