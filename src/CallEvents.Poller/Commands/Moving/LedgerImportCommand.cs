using System.CommandLine;
using System.Runtime.ExceptionServices;
using CallEvents.Poller.Commands.Reading;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Moving;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Revont.Settings;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Commands.Moving;

/// <summary>Reads a workspace's ledger from a file into the configured one.</summary>
internal sealed class LedgerImportCommand : ServiceCommand
{
    private readonly Argument<string> path = new("FILE") { Description = "A file that `ledger export` has written." };

    public LedgerImportCommand()
        : base(
            "import",
            "Read the ledger of a workspace from a file into ConnectionStrings:Ledger, which is created if it is new and must not know the "
                + "workspace. A poller goes on from there."
        )
    {
        Add(path);
        Examples = ["ledger import main.ledger", "ledger import main.ledger --ConnectionStrings:Ledger=\"Host=db;Database=callevents\""];
    }

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        var source = context.Value(path)!;
        var file = await OpenAsync(source, context.Stopping);
        var row = await LedgerImport.WorkspaceAsync(file, context.Stopping);
        EnsureConfigured(context, row.Name);
        await context.Services.MigrateDatabasesAsync(context.Stopping);
        if (await context.Get<LedgerReader>().WorkspaceAsync(row.Name, context.Stopping) is not null)
            throw AlreadyThere(context, row);
        try
        {
            var moved = await context.Get<LedgerImport>().RunAsync(file, row, LedgerMoveReport.Progress(context), context.Stopping);
            return LedgerMoveReport.Imported(moved, source);
        }
        catch (DbUpdateException exception)
        {
            if (await context.Get<LedgerReader>().WorkspaceAsync(row.Name, context.Stopping) is not null)
                throw AlreadyThere(context, row);
            ExceptionDispatchInfo.Throw(exception.GetBaseException());
            throw;
        }
        finally
        {
            context.Progress.Clear();
        }
    }

    private static async Task<ExportFile> OpenAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await ExportFile.OpenAsync(path, cancellationToken);
        }
        catch (UnusableFileException unusable)
        {
            throw new CommandUsageException("FILE", $"'{path}', {unusable.Message}", "a file that `ledger export` has written");
        }
    }

    private static void EnsureConfigured(CommandContext context, string workspace)
    {
        var configured = context.Get<RevontOptions>().Workspaces.Keys;
        if (!configured.Contains(workspace, StringComparer.OrdinalIgnoreCase))
        {
            throw new CommandFailedException(
                $"Revont:Workspaces: found {string.Join(", ", configured.Order())}, expected {workspace} too, which the file holds"
            );
        }
    }

    private static CommandFailedException AlreadyThere(CommandContext context, WorkspaceRow row) =>
        new(
            $"{context.Inspector().Options.Key}: workspace {row.Name} is in '{context.Inspector().Place}' already: "
                + "import it before a poller has begun it there"
        );
}
