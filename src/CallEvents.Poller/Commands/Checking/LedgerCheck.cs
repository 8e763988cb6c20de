using CallEvents.Poller.Commands.Reading;
using CallEvents.Poller.Ledger.Erasures;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.Commands.Checking;
using CallEvents.ServiceDefaults.Database;

namespace CallEvents.Poller.Commands.Checking;

/// <summary>Opens the ledger and the erasures, and creates none.</summary>
internal static class LedgerCheck
{
    public static async Task<IReadOnlyList<CheckLine>> RunAsync(CommandContext context)
    {
        var (ledger, erasures) = (context.Inspector(), context.ErasureInspector());
        var line = await DescribeAsync("ledger", ledger, remark: "", context.Stopping);

        // Where they have no place of their own, one mistake is one line.
        if (line.Ok == false && erasures.Options.ConnectionString == ErasureLocation.Beside(ledger.Options.ConnectionString!))
            return [line, CheckLine.Skipped("erasures", "kept beside the ledger")];
        return [line, await DescribeAsync("erasures", erasures, Remark(context.Get<ErasureLocation>()), context.Stopping)];
    }

    private static string Remark(ErasureLocation location) =>
        location.IsInBackupsOfLedger
            ? "; a backup of the ledger's database that is restored as a whole loses later ones, "
                + "unless ConnectionStrings:Erasures names another database"
            : "";

    private static async Task<CheckLine> DescribeAsync(string name, DatabaseInspector inspector, string remark, CancellationToken stopping)
    {
        try
        {
            return Describe(name, inspector, await inspector.InspectAsync(stopping), remark);
        }
        catch (DatabaseUnusableException unusable)
        {
            return CheckLine.Wrong(name, unusable.Message, $"check {inspector.Options.Key}, and that the database runs");
        }
    }

    private static CheckLine Describe(string name, DatabaseInspector inspector, DatabaseState state, string remark)
    {
        if (state.IsCurrent)
            return CheckLine.Well(name, $"'{inspector.Place}' is up to date{remark}");
        if (state.Exists)
            return CheckLine.Wrong(
                name,
                $"'{inspector.Place}' lacks {Format.Number(state.PendingMigrations.Count, "migration")}",
                "start a poller of this version, which applies them"
            );
        return inspector.CanCreate
            ? CheckLine.Well(name, $"none at '{inspector.Place}' yet: the first start of the poller creates it{remark}")
            : CheckLine.Wrong(name, $"none at '{inspector.Place}', in a folder that does not exist", $"check {inspector.Options.Key}");
    }
}
