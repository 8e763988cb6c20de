using System.CommandLine;

namespace CallEvents.Poller.Commands.Moving;

/// <summary>Groups the commands that move a workspace's ledger.</summary>
internal sealed class LedgerCommand : Command
{
    public LedgerCommand()
        : base("ledger", "Move the ledger of a workspace to another database or machine: export it here, import it there.")
    {
        Add(new LedgerExportCommand());
        Add(new LedgerImportCommand());
    }
}
