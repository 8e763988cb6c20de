using System.Runtime.CompilerServices;
using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using CallEvents.Revont.Requests;
using CallEvents.Revont.Responses;
using CallEvents.Revont.Settings;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Poller.Commands.Reading;

/// <summary>
/// Reads the API beside the running poller: at a part of the configured rate, since both share the API's limit, and not longer than its
/// patience lasts.
/// </summary>
internal sealed class CommandApi : IDisposable
{
    private const double ShareOfRate = 0.5;
    private const int MaxConcurrency = 2;

    /// <summary>The longest time without a page. A poller waits out any outage; a command ends.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan PatienceForOne = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly CommandContext context;
    private readonly TimeProvider time;
    private readonly ApiAccount account;
    private readonly RevontGateway gateway;
    private bool isAnswering;

    /// <param name="context">The command.</param>
    /// <param name="workspace">A configured workspace.</param>
    /// <param name="rate">Requests per second; null for half of what is configured.</param>
    public CommandApi(CommandContext context, string workspace, double? rate)
    {
        this.context = context;
        time = context.Get<TimeProvider>();
        var revont = context.Get<RevontOptions>();
        var keys = context.Get<ApiKeyFile>();
        var limits = new RevontOptions
        {
            RequestsPerSecond = rate ?? (revont.RequestsPerSecond * ShareOfRate),
            MaxConcurrency = Math.Min(MaxConcurrency, revont.MaxConcurrency),
        };
        account = new ApiAccount(
            workspace,
            revont.Workspaces[workspace].ApiKey!,
            () => keys.Read(workspace),
            limits,
            time,
            context.Get<Random>()
        );
        gateway = context.Get<RevontGatewayFactory>().Create(account, new PatientGuard(context.Progress));
    }

    public ServerClock Clock => account.Clock;

    /// <summary>The key of the fingerprints of redacted calls.</summary>
    public FingerprintKey FingerprintKey => new(account.ApiKey);

    /// <summary>Sends no request for that time: a <c>Retry-After</c> that the poller has received.</summary>
    public void Pause(TimeSpan remaining)
    {
        if (remaining <= TimeSpan.Zero)
            return;
        PatientGuard.Announce(context.Progress, remaining);
        account.Limiter.Pause(remaining);
    }

    /// <summary>Sends one request before all others, so that a wrong key or address is an error and not waited out.</summary>
    /// <exception cref="CommandFailedException">The API does not answer, or rejects the key.</exception>
    public async Task EnsureAnsweringAsync()
    {
        if (isAnswering)
            return;
        var now = Clock.Now;
        var result = await gateway.ListAsync(Lane.Replay, new Slice(now, now), null, context.Stopping, limit: 1, isSuspect: true);
        if (result.Failure != ApiFailure.None)
            throw new CommandFailedException(
                RevontProblem.Describe(account.Workspace, context.Get<RevontOptions>().BaseUrl, result.Error!)
            );
        isAnswering = true;
    }

    /// <summary>One call with its transcript, if it has one; null when the API has not answered within a minute.</summary>
    public async Task<ApiResult<RevontCall>?> GetAsync(string callId)
    {
        await EnsureAnsweringAsync();
        using var patience = new CancellationTokenSource(PatienceForOne, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.Stopping);
        try
        {
            return await gateway.GetAsync(Lane.Replay, callId, either.Token);
        }
        catch (OperationCanceledException) when (!context.Stopping.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>The pages of a window, oldest day first, each with at most a hundred calls and no transcripts.</summary>
    public async IAsyncEnumerable<SlicePage> WalkAsync(
        DateTimeOffset from,
        DateTimeOffset to,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await EnsureAnsweringAsync();
        var walker = new SliceWalker(new PageWalker(gateway), gateway, context.Get<PollerMetrics>(), time, context.Get<Random>());
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        foreach (var slice in Slice.Cut(from, to, Day))
        {
            await using var pages = walker.WalkAsync(slice, Lane.Replay, twice: false, either.Token).GetAsyncEnumerator(either.Token);
            while (await MoveNextAsync(pages, cancellationToken))
            {
                patience.CancelAfter(Patience);
                yield return pages.Current;
            }
        }
    }

    public void Dispose() => account.Dispose();

    private async Task<bool> MoveNextAsync(IAsyncEnumerator<SlicePage> pages, CancellationToken cancellationToken)
    {
        try
        {
            return await pages.MoveNextAsync();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailedException(
                $"The Revont API has shown no page for {Patience.TotalMinutes} minutes: {account.Health.Problem ?? "no answer"}"
            );
        }
    }

    /// <summary>No lease is needed to read. A pause is announced, and not waited out when it is long.</summary>
    private sealed class PatientGuard(CommandProgress progress) : IRequestGuard
    {
        public static void Announce(CommandProgress progress, TimeSpan delay)
        {
            var wait = $"{Math.Ceiling(delay.TotalSeconds)} s";
            if (delay > Patience)
                throw new CommandFailedException($"The Revont API asks to wait {wait} (Retry-After): try again then");
            progress.Say($"Waiting {wait}: the Revont API asks to (Retry-After)");
        }

        public void EnsureAllowed() { }

        public Task StorePauseAsync(TimeSpan delay)
        {
            Announce(progress, delay);
            return Task.CompletedTask;
        }
    }
}
