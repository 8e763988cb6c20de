using CallEvents.Local.Revont;
using CallEvents.Local.Verification;
using CallEvents.Local.View;
using CallEvents.ServiceDefaults.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace CallEvents.Local;

/// <summary>Performs one run: starts the services, shows the events, drains, verifies the deliveries and prints a summary.</summary>
internal sealed class LocalRun(LocalOptions options, IAnsiConsole console, TimeProvider time)
{
    /// <summary>How long to drain at the end of the run: without progress, and in total.</summary>
    private static readonly (TimeSpan Idle, TimeSpan Total) DrainLimits = (TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60));

    private static readonly (TimeSpan Idle, TimeSpan Total) InterruptedDrainLimits = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(8));

    /// <summary>Returns the exit code: 0, 1 for a loss or a failure to run, 2 for an invalid setting.</summary>
    public async Task<int> RunAsync()
    {
        using var signals = new ShutdownSignals();
        using var folder = DataFolder.Open(options.DataPath);
        await using var revont = await OpenRevontAsync(folder);
        var progress = new RunProgress(options.Duration, time);
        var host = LocalHost.Build(options, folder, revont, progress, console, time);
        await using var services = (IAsyncDisposable)host;
        if (await host.TryStartAsync() is { } exitCode)
            return exitCode;

        progress.MarkRunning();
        var report = await RunWithViewAsync(host, signals, progress, revont);
        if (report.HasProblems)
            folder.Keep();
        host.Services.GetRequiredService<Summary>().Write(console, report);
        return report.HasProblems ? 1 : 0;
    }

    private async Task<IRevont> OpenRevontAsync(DataFolder folder) =>
        options.ApiKey is { } key ? RealRevont.Open(key, folder, time) : await SimulatedRevont.StartAsync(options, folder, time);

    private async Task<VerificationReport> RunWithViewAsync(IHost host, ShutdownSignals signals, RunProgress progress, IRevont revont)
    {
        using var runEnded = new CancellationTokenSource();
        var view = host.Services.GetRequiredService<IView>().ShowAsync(runEnded.Token);
        try
        {
            return await DrainAndVerifyAsync(host, signals, progress, revont, view);
        }
        finally
        {
            progress.MarkStopping();
            await host.StopAsync();
            await runEnded.CancelAsync();
            await view;
        }
    }

    private async Task<VerificationReport> DrainAndVerifyAsync(
        IHost host,
        ShutdownSignals signals,
        RunProgress progress,
        IRevont revont,
        Task view
    )
    {
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var shutdown = CancellationTokenSource.CreateLinkedTokenSource(signals.ShutdownRequested, stopping);
        await Task.WhenAny(view, Task.Delay(options.Duration ?? Timeout.InfiniteTimeSpan, time, shutdown.Token));

        progress.MarkDraining();
        var isInterrupted = signals.ShutdownRequested.IsCancellationRequested;
        var now = time.GetUtcNow();
        using var forcedShutdown = CancellationTokenSource.CreateLinkedTokenSource(
            isInterrupted ? signals.ForcedShutdownRequested : signals.ShutdownRequested,
            stopping
        );
        var limits = isInterrupted ? InterruptedDrainLimits : DrainLimits;
        var report = await host
            .Services.GetRequiredService<FinalVerification>()
            .RunAsync(new Cutoff(now, isInterrupted ? now : now + revont.SettleTime), limits.Idle, limits.Total, forcedShutdown.Token);
        var causes = FindCauses(host, report, signals.ShutdownRequested.IsCancellationRequested);
        return report with { Problems = [.. causes, .. report.Problems] };
    }

    /// <summary>The failures that explain what is missing.</summary>
    private static IEnumerable<string> FindCauses(IHost host, VerificationReport report, bool isInterrupted)
    {
        if (host.HasFailed())
            yield return "A service failed and stopped the others; see the log";
        if (report.HasProblems && isInterrupted)
            yield return "Interrupted before draining completed";
        foreach (var problem in report.HasProblems ? host.Services.GetRequiredService<SnapshotReader>().Read().Problems : [])
            yield return $"Problem: {problem}";
    }
}
