using System.Text.Json;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Moving;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.LedgerSpecs;

/// <summary>A workspace's ledger, moved to another database by way of a file.</summary>
public abstract class LedgerMoveSpecs(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase), IDisposable
{
    /// <summary>What belongs to the replicas of a ledger, and not to a workspace.</summary>
    private static readonly Type[] Left = [typeof(ReplicaRow), typeof(HolderReportRow)];

    private readonly string folder = Directory.CreateTempSubdirectory("callevents-move-").FullName;

    private string FilePath => Path.Combine(folder, "main.ledger");

    [Fact]
    public async Task Every_row_of_the_workspace_arrives_and_no_other()
    {
        await using var source = await OpenAsync();
        await source.AddWorkspaceAsync();
        await LedgerMoveRows.AddAsync(source, "main");
        await source.AddWorkspaceAsync("other");
        await LedgerMoveRows.AddAsync(source, "other");
        var before = await RowsAsync(source, "main");
        await using var target = await OpenAsync();

        var exported = await ExportAsync(source);
        var imported = await ImportAsync(target);

        imported.ShouldBe(exported);
        (imported!.Calls, imported.Events, imported.PendingEvents, imported.Jobs, imported.Erasures).ShouldBe((2L, 2L, 1L, 2L, 2L));
        var after = await RowsAsync(target, "main");
        after.ShouldBe(before);
        (await target.Erasures.RowsAsync("main", default)).ShouldBe(await source.Erasures.RowsAsync("main", default), ignoreOrder: true);
        await using var context = await target.Contexts.CreateDbContextAsync();
        (await context.Workspaces.Select(row => row.Name).ToListAsync()).ShouldBe(["main"]);
    }

    [Fact]
    public async Task Events_and_calls_name_their_replay_where_jobs_have_other_ids()
    {
        await using var source = await OpenAsync();
        await source.AddWorkspaceAsync();
        await LedgerMoveRows.AddAsync(source, "main");
        await using var target = await OpenAsync();
        await target.AddWorkspaceAsync("other");
        await LedgerMoveRows.AddAsync(target, "other");

        await ExportAsync(source);
        await ImportAsync(target);

        await using var context = await target.Contexts.CreateDbContextAsync();
        var replay = await context.Jobs.SingleAsync(job => job.Workspace == "main" && job.Kind == JobKind.Replay);
        replay.Id.ShouldBe(4);
        (await context.Outbox.SingleAsync(row => row.Workspace == "main" && row.PublishedAt == null)).Job.ShouldBe(4);
        (await context.Calls.SingleAsync(call => call.Workspace == "main" && call.LastReplay != null)).LastReplay.ShouldBe(4);
        (await target.Jobs.AddAsync(LedgerMoveRows.Job("main", JobKind.Retry), default)).ShouldBe(5);
    }

    [Fact]
    public async Task Of_the_ledger_and_its_copy_only_the_copy_publishes()
    {
        await using var source = await OpenAsync();
        await source.AddWorkspaceAsync();
        await LedgerMoveRows.AddAsync(source, "main");
        await using var target = await OpenAsync();

        await ExportAsync(source);
        await ImportAsync(target);

        (await source.Reader.WorkspaceAsync("main", default))!.PausedAt.ShouldNotBeNull();
        var copy = (await target.Reader.WorkspaceAsync("main", default))!;
        (copy.PausedAt, copy.Holder).ShouldBe((null, null));
        (await target.Leases.TryAcquireAsync("main", TimeSpan.FromMinutes(1), default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_workspace_that_a_replica_holds_is_not_exported()
    {
        await using var source = await OpenAsync();
        await using var session = await source.StartSessionAsync(await source.AddWorkspaceAsync());

        (await ExportAsync(source)).ShouldBeNull();

        (await source.Reader.WorkspaceAsync("main", default))!.PausedAt.ShouldBeNull();
        await session.CommitAsync(TestLedger.FromList("call_1"));
    }

    [Fact]
    public async Task An_export_that_is_stopped_changes_nothing_and_cannot_be_imported()
    {
        await using var source = await OpenAsync();
        await source.AddWorkspaceAsync();
        await LedgerMoveRows.AddAsync(source, "main");
        using var stopping = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(() => ExportAsync(source, _ => stopping.Cancel(), stopping.Token));

        (await source.Reader.WorkspaceAsync("main", default))!.PausedAt.ShouldBeNull();
        (await Should.ThrowAsync<UnusableFileException>(() => ExportFile.OpenAsync(FilePath, default))).Message.ShouldContain(
            "not written to its end"
        );
    }

    [Fact]
    public async Task An_import_that_is_stopped_leaves_no_workspace()
    {
        await using var source = await OpenAsync();
        await source.AddWorkspaceAsync();
        await LedgerMoveRows.AddAsync(source, "main");
        await using var target = await OpenAsync();
        await ExportAsync(source);
        using var stopping = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(() => ImportAsync(target, _ => stopping.Cancel(), stopping.Token));

        (await target.Reader.WorkspaceAsync("main", default)).ShouldBeNull();
        (await ImportAsync(target)).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_file_is_one_that_only_its_owner_reads()
    {
        await using var source = await OpenAsync();
        await source.AddWorkspaceAsync();

        await ExportAsync(source);

        Directory.GetFiles(folder).ShouldBe([FilePath]);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(FilePath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private async Task<MovedRows?> ExportAsync(TestLedger ledger, Action<MovedRows>? report = null, CancellationToken stopping = default)
    {
        var row = (await ledger.Reader.WorkspaceAsync("main", default))!;
        var erased = await ledger.Erasures.RowsAsync("main", default);
        var file = await ExportFile.CreateAsync(FilePath, default);
        var export = new LedgerExport(ledger.Contexts, ledger.Gate, new DatabaseClock());
        return await export.RunAsync(row, erased, file, report ?? (_ => { }), stopping);
    }

    private async Task<MovedRows?> ImportAsync(TestLedger ledger, Action<MovedRows>? report = null, CancellationToken stopping = default)
    {
        var file = await ExportFile.OpenAsync(FilePath, default);
        var row = await LedgerImport.WorkspaceAsync(file, default);
        return await new LedgerImport(ledger.Contexts, ledger.Gate, ledger.Erasures).RunAsync(file, row, report ?? (_ => { }), stopping);
    }

    /// <summary>
    /// The rows of every table of the model: one that is added later is compared too. A row says nothing of who held the workspace.
    /// </summary>
    private static async Task<List<string>> RowsAsync(TestLedger ledger, string workspace)
    {
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        List<string> rows = [];
        foreach (var type in context.Model.GetEntityTypes().Select(entity => entity.ClrType).Except(Left).OrderBy(type => type.Name))
        {
            var set =
                (IQueryable<object>)context.GetType().GetMethod(nameof(DbContext.Set), [])!.MakeGenericMethod(type).Invoke(context, [])!;
            var all = await set.AsNoTracking().ToListAsync();
            var name = type.GetProperty(nameof(CallState.Workspace)) ?? type.GetProperty(nameof(WorkspaceRow.Name))!;
            var own = all.Where(row => Equals(name.GetValue(row), workspace))
                .Select(row =>
                    row is WorkspaceRow one ? one with { Fence = 0 }
                    : row is OutboxRow sent ? sent with { Id = 0 }
                    : row
                )
                .Select(row => JsonSerializer.Serialize(row, type))
                .ToList();
            own.ShouldNotBeEmpty($"{type.Name} has no row in this test");
            rows.AddRange(own.Order(StringComparer.Ordinal).Select(row => $"{type.Name} {row}"));
        }

        return rows;
    }
}
