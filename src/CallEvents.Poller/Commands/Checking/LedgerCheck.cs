using CallEvents.Poller.Commands.Reading;
using CallEvents.Poller.Ledger.Erasures;
using CallEvents.ServiceDefaults.Database;

namespace CallEvents.Poller.Commands.Checking;

/// <summary>Opens the ledger, and creates none.</summary>
internal static class LedgerCheck
{
    private const string Name = "ledger";

    public static async Task<IReadOnlyList<CheckLine>> RunAsync(CommandContext context)
    {
        var inspector = context.Inspector();
        try
        {
            return [Describe(inspector, await inspector.InspectAsync(context.Stopping)), Erasures(context.Get<ErasureLocation>())];
        }
        catch (DatabaseUnusableException unusable)
        {
            return [CheckLine.Wrong(Name, unusable.Message, $"check {inspector.Options.Key}, and that the database runs")];
        }
    }

    private static CheckLine Erasures(ErasureLocation location) =>
        CheckLine.Well(
            "erasures",
            location.IsInBackupsOfLedger
                ? "kept in the ledger's database: a backup that is restored as a whole loses later ones, "
                    + "unless ConnectionStrings:Erasures names another database"
                : "kept apart from the ledger"
        );

    private static CheckLine Describe(DatabaseInspector inspector, DatabaseState state)
    {
        if (state.IsCurrent)
            return CheckLine.Well(Name, $"'{inspector.Place}' is up to date");
        if (state.Exists)
            return CheckLine.Wrong(
                Name,
                $"'{inspector.Place}' lacks {Format.Number(state.PendingMigrations.Count, "migration")}",
                "start a poller of this version, which applies them"
            );
        return inspector.CanCreate
            ? CheckLine.Well(Name, $"none at '{inspector.Place}' yet: the first start of the poller creates it")
            : CheckLine.Wrong(Name, $"none at '{inspector.Place}', in a folder that does not exist", $"check {inspector.Options.Key}");
    }
}
