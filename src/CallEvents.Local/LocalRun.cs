using CallEvents.Local.Revont;
using CallEvents.Local.Verification;
using CallEvents.Local.View;
using CallEvents.ServiceDefaults.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace CallEvents.Local;

/// <summary>One run: start everything, show it, wait at the end for what is on its way, judge, sum up.</summary>
internal sealed class LocalRun(LocalOptions options, IAnsiConsole console, TimeProvider time)
{
    /// <summary>For what is on its way when the time is over: without progress, and with.</summary>
    private static readonly (TimeSpan Idle, TimeSpan AtMost) Patience = (TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60));

    private static readonly (TimeSpan Idle, TimeSpan AtMost) PatienceWhenInterrupted = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(8));

    /// <summary>The exit code: 0, 1 when something was lost or it could not run, 2 for a wrong setting.</summary>
    public async Task<int> RunAsync()
    {
        using var interrupts = new Interrupts();
        using var folder = DataFolder.Open(options.Data);
        await using var revont = options.ApiKey is { } key ? (IRevont)RealRevont.Open(key, folder, time) : await SimulatedRevont.StartAsync(options, folder, time);
        var session = new Session(options.For, time);
        var host = LocalHost.Build(options, folder, revont, session, console, time);
        await using var services = (IAsyncDisposable)host;
        if (await host.TryStartAsync() is { } exitCode)
            return exitCode;

        session.Begin();
        var verdict = await ShowAsync(host, interrupts, session, revont);
        if (verdict.Lost)
            folder.Keep();
        host.Services.GetRequiredService<Summary>().Write(console, verdict);
        return verdict.Lost ? 1 : 0;
    }

    private async Task<Verdict> ShowAsync(IHost host, Interrupts interrupts, Session session, IRevont revont)
    {
        using var over = new CancellationTokenSource();
        var showing = host.Services.GetRequiredService<IView>().ShowAsync(over.Token);
        try
        {
            return await JudgeAsync(host, interrupts, session, revont, showing);
        }
        finally
        {
            session.Stop();
            await host.StopAsync();
            await over.CancelAsync();
            await showing;
        }
    }

    private async Task<Verdict> JudgeAsync(IHost host, Interrupts interrupts, Session session, IRevont revont, Task showing)
    {
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(interrupts.End, stopping);
        await Task.WhenAny(showing, Task.Delay(options.For ?? Timeout.InfiniteTimeSpan, time, end.Token));

        session.Finish();
        var interrupted = interrupts.End.IsCancellationRequested;
        var now = time.GetUtcNow();
        using var hurry = CancellationTokenSource.CreateLinkedTokenSource(interrupted ? interrupts.Hurry : interrupts.End, stopping);
        var (idle, atMost) = interrupted ? PatienceWhenInterrupted : Patience;
        var verdict = await host.Services.GetRequiredService<Finish>().RunAsync(
            new Cutoff(now, interrupted ? now : now + revont.Settling), idle, atMost, hurry.Token);
        return verdict with { Problems = [.. Reasons(host, verdict, interrupts.End.IsCancellationRequested), .. verdict.Problems] };
    }

    /// <summary>What stood in the way, before what is missing because of it.</summary>
    private static IEnumerable<string> Reasons(IHost host, Verdict verdict, bool interrupted)
    {
        if (host.HasFailed())
            yield return "A service has failed and stopped the others: see the log";
        if (verdict.Lost && interrupted)
            yield return "It was interrupted while something was on its way";
        foreach (var trouble in verdict.Lost ? host.Services.GetRequiredService<SnapshotReader>().Read().Trouble : [])
            yield return $"In the way: {trouble}";
    }
}
