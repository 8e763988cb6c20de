using System.Data.Common;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Mapping;
using CallEvents.CrmUpdater.State;
using CallEvents.ServiceDefaults.Downstream;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.Setup;

/// <summary>
/// Prepares the CRM at start-up, or as soon as it is available, and always before the first write; again when it says that something is
/// missing, when the mapping has changed, and each hour, since owners come and go.
/// </summary>
internal sealed partial class CrmSetup(
    ICrm crm,
    CrmState state,
    CallMappingSource mappings,
    IOptions<CrmOptions> options,
    TimeProvider time,
    ILogger<CrmSetup> logger
) : IDisposable
{
    public const string DownstreamName = "crm";

    private static readonly TimeSpan Validity = TimeSpan.FromHours(1);

    private static readonly string TooManyProperties =
        $"Crm:MappingFile: the account has had more than {CrmState.MaxProperties} properties with it, now and before";

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly HashSet<string> notes = [];
    private long preparedAt;
    private volatile bool isValid;

    /// <summary>Null until the CRM was prepared for the first time.</summary>
    public PreparedCrm? Prepared { get; private set; }

    /// <summary>The number of this process start in the state.</summary>
    public long Epoch { get; private set; }

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    public bool IsPrepared => isValid && Prepared?.Mapping == mappings.Current && time.GetElapsedTime(preparedAt) < Validity;

    /// <summary>Null when the CRM is prepared, else why it is not.</summary>
    public async Task<DownstreamResult?> EnsureAsync(CancellationToken cancellationToken)
    {
        if (IsPrepared)
            return null;
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (!IsPrepared)
                await PrepareAsync(cancellationToken);
            return null;
        }
        catch (CrmFailureException exception)
        {
            return exception.Failure.ToDownstream();
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !UnavailabilityError.IsUnavailable(exception))
        {
            // No message's fault: without this, each would go to _error.
            return DownstreamResult.NotPrepared($"preparation fails with {exception.GetType().Name}");
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The CRM has refused a property: it is to be prepared again.</summary>
    public void Invalidate() => isValid = false;

    public void Dispose() => gate.Dispose();

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (Epoch == 0)
            Epoch = await state.BeginEpochAsync(cancellationToken);
        var mapping = mappings.Current;
        var account = await crm.PrepareAsync(mayChange: !options.Value.DryRun, cancellationToken);
        var bits = await state.RegisterAsync(
            account.Target,
            [.. mapping.Properties.Select(property => property.Name), PreparedCrm.TranscriptReady],
            cancellationToken
        );
        if (mapping.Properties.Any(property => bits[property.Name] >= CrmState.MaxProperties))
            throw new CrmFailureException(new WriteResult.NotPrepared(TooManyProperties));
        foreach (var note in account.Notes.Where(notes.Add))
            Log.Note(logger, crm.Name, note);
        var isOther = Prepared?.Target != account.Target;
        Prepared = new PreparedCrm(account.Target, mapping, bits);
        preparedAt = time.GetTimestamp();
        isValid = true;
        if (isOther)
            await ReportMissingAsync(account.Target, cancellationToken);
    }

    private async Task ReportMissingAsync(string target, CancellationToken cancellationToken)
    {
        Log.Prepared(logger, target);
        try
        {
            if (await state.CountMissingAsync(target, cancellationToken) is > 0 and var missing)
                Log.Missing(logger, target, missing);
        }
        catch (DbException)
        {
            // For information only, and long in a large database.
        }
    }

    /// <summary>Prepares the CRM as soon as it is available, without waiting for a message.</summary>
    internal sealed class Starter(CrmSetup setup, [FromKeyedServices(CrmSetup.DownstreamName)] DownstreamCircuit circuit)
        : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
            circuit.ExecuteUntilCompletedAsync(async token => await setup.EnsureAsync(token) ?? DownstreamResult.Completed, stoppingToken);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 3011, Level = LogLevel.Information, Message = "Writing calls to {Target}")]
        public static partial void Prepared(ILogger logger, string target);

        [LoggerMessage(
            EventId = 3012,
            Level = LogLevel.Warning,
            Message = "{Target} lacks {Calls} calls that were written to another target: a replay of the poller writes them"
        )]
        public static partial void Missing(ILogger logger, string target, long calls);

        [LoggerMessage(EventId = 3013, Level = LogLevel.Information, Message = "{Crm}: {Note}")]
        public static partial void Note(ILogger logger, string crm, string note);
    }
}
