using System.CommandLine;
using CallEvents.Poller.Commands.Reading;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Erasures;
using CallEvents.Poller.Ledger.Moving;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Revont.Settings;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Poller.Commands.Moving;

/// <summary>Writes a workspace's ledger into a file, and pauses the workspace.</summary>
internal sealed class LedgerExportCommand : ServiceCommand
{
    private readonly Argument<string> path = new("FILE") { Description = "The file to write; must not exist." };
    private readonly Option<string?> workspace = CommonOptions.SingleWorkspace();

    public LedgerExportCommand()
        : base(
            "export",
            "Write the ledger of a workspace into a file: its position, calls, events, jobs and erasures. Stop its pollers first. "
                + "Afterwards it is paused here."
        )
    {
        Add(path);
        Add(workspace);
        Examples = ["ledger export /data/main.ledger"];
    }

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        var target = context.Value(path)!;
        if (File.Exists(target))
            throw new CommandUsageException("FILE", $"'{target}', which exists", "the name of a new file");
        var row = await context.RequireWorkspaceAsync(context.SingleWorkspace(context.Value(workspace)));

        // Renamed when it is whole and the workspace is paused: a file of this name can be imported.
        var part = target + ".part";
        try
        {
            File.Delete(part);
            var moved = await ExportAsync(context, row, part);
            File.Move(part, target);
            return LedgerMoveReport.Exported(moved, target);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandUsageException("FILE", $"'{target}', which cannot be written", "the name of a new file");
        }
        finally
        {
            context.Progress.Clear();
            if (File.Exists(part))
                File.Delete(part);
        }
    }

    private static async Task<MovedRows> ExportAsync(CommandContext context, WorkspaceRow row, string part)
    {
        var inspected = await context.ErasureInspector().InspectAsync(context.Stopping);
        var erased = inspected.IsCurrent ? await context.Get<ErasureStore>().RowsAsync(row.Name, context.Stopping) : [];
        var file = await ExportFile.CreateAsync(part, context.Stopping);
        return await context.Get<LedgerExport>().RunAsync(row, erased, file, LedgerMoveReport.Progress(context), context.Stopping)
            ?? throw new CommandFailedException(
                $"ledger export: workspace {row.Name} is held by {await HolderAsync(context, row.Name)}: stop its pollers first. "
                    + "After a crash its lease ends within Polling:LeaseDuration"
            );
    }

    private static async Task<string> HolderAsync(CommandContext context, string workspace) =>
        (await context.Get<LedgerReader>().WorkspaceAsync(workspace, context.Stopping))?.Holder ?? "a replica";
}
