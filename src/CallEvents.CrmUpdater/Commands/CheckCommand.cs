using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.LogCall;
using CallEvents.CrmUpdater.State;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.Commands.Checking;
using CallEvents.ServiceDefaults.Database;
using CallEvents.ServiceDefaults.People;

namespace CallEvents.CrmUpdater.Commands;

/// <summary>Checks all that the CRM updater needs, before it was deployed too. Creates and writes nothing.</summary>
internal sealed class CheckCommand : ServiceCommand
{
    public CheckCommand()
        : base("check", "Check settings, files, CRM, owners, queue and state, and say what to do. Exit code 1 if anything is wrong.") =>
        Examples = ["check", "check --json", "check --Crm:Adapter=hubspot"];

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        context.Progress.Report("Checking settings, CRM, broker and state", context.Get<TimeProvider>());
        var settings = SettingsCheck.Run(context.Services);
        Task<IReadOnlyList<CheckLine>>[] checks =
        [
            SettingsCheck.GuardedAsync("crm", () => CheckCrmAsync(context)),
            SettingsCheck.GuardedAsync("broker", () => CheckBrokerAsync(context)),
            SettingsCheck.GuardedAsync("state", () => CheckStateAsync(context)),
        ];
        var lines = await Task.WhenAll(checks);
        context.Progress.Clear();
        return new CheckReport([.. settings, .. lines.SelectMany(one => one)]);
    }

    private static async Task<IReadOnlyList<CheckLine>> CheckCrmAsync(CommandContext context)
    {
        var crm = context.Services.GetRequiredKeyedService<ICrm>(CrmAdapters.Chosen);
        try
        {
            var account = await crm.PrepareAsync(mayChange: false, context.Stopping);
            return
            [
                CheckLine.Well("crm", IsAsked(crm) ? $"{account.Target} accepts the credentials" : $"{account.Target}: nothing to ask"),
                .. account.Notes.Select(note =>
                    account.Missing?.Contains(note) == true
                        ? CheckLine.Wrong("crm", note, "create it, as docs/crm.md says")
                        : CheckLine.Well("crm", note)
                ),
                .. CheckOwners(context, crm),
            ];
        }
        catch (CrmFailureException exception)
        {
            return [CheckLine.Wrong("crm", $"{crm.Name}: {exception.Failure.Reason}", ToDoFor(exception.Failure))];
        }
    }

    /// <summary>Whether preparation sends a request: a webhook's receiver would not know one without a call.</summary>
    private static bool IsAsked(ICrm crm) => crm.Name is not (LogCrm.AdapterName or Webhook.WebhookCrm.AdapterName);

    private static string ToDoFor(WriteResult.Failure failure) =>
        failure switch
        {
            WriteResult.Unauthorized => "check the credentials and their scopes, as docs/crm.md lists them",
            WriteResult.NotPrepared => "create it as docs/crm.md says, or change the mapping file",
            _ => "check the address, and that it can be reached from here",
        };

    /// <summary>Reps by their ids: names and addresses are people's data.</summary>
    private static IEnumerable<CheckLine> CheckOwners(CommandContext context, ICrm crm)
    {
        var people = context.Get<PeopleSource>().Current.All;
        if (people.Count == 0 || !IsAsked(crm))
            yield break;
        var without = people
            .Where(person => crm.OwnerOf(person) is null)
            .Select(person => person.Id)
            .Order(StringComparer.Ordinal)
            .ToList();
        foreach (var id in without)
            yield return CheckLine.Wrong("owners", $"no user of the CRM is {id}", "set the user's id, or the e-mail, in People:File");
        if (without.Count == 0)
            yield return CheckLine.Well("owners", $"{Format.Number(people.Count, "person")} of the people file found in the CRM");
    }

    /// <summary>The service publishes to the exchange of its own queue: what it redrives.</summary>
    private static async Task<IReadOnlyList<CheckLine>> CheckBrokerAsync(CommandContext context)
    {
        var queue = context.Services.QueueOf<LogCallConsumer>();
        var probe = context.Get<BrokerProbe>();
        var rights = await probe.SendAsync([queue], context.Stopping);
        if (rights.Problem is { } problem)
            return [CheckLine.Wrong("broker", problem, $"check {BrokerProbe.Key}")];
        var connected = CheckLine.Well("broker", $"{probe.Place} accepts the connection");
        return rights.Exchanges.Single().Right switch
        {
            PublishRight.Refused =>
            [
                connected,
                CheckLine.Wrong("queue", $"the user may not write to {queue}", $"grant it the right to write to {queue}.*"),
            ],
            PublishRight.Unknown =>
            [
                connected,
                CheckLine.Wrong("queue", "the broker does not answer a publish", "look for an alarm of memory or disk at the broker"),
            ],
            PublishRight.NotDeclared => [connected, CheckLine.Well("queue", $"no {queue} yet: the first start declares it")],
            _ => [connected, CheckLine.Well("queue", $"{queue} is declared, and the user may write to it")],
        };
    }

    private static async Task<IReadOnlyList<CheckLine>> CheckStateAsync(CommandContext context)
    {
        var inspector = context.Services.GetRequiredKeyedService<DatabaseInspector>(nameof(CrmDbContext));
        try
        {
            var state = await inspector.InspectAsync(context.Stopping);
            return
            [
                state.IsCurrent ? CheckLine.Well("state", $"'{inspector.Place}' is up to date")
                : state.Exists ? CheckLine.Wrong("state", $"'{inspector.Place}' lacks migrations", "start a service of this version")
                : inspector.CanCreate ? CheckLine.Well("state", $"none at '{inspector.Place}' yet: the first start creates it")
                : CheckLine.Wrong("state", $"no folder for '{inspector.Place}'", $"check {inspector.Options.Key}"),
            ];
        }
        catch (DatabaseUnusableException unusable)
        {
            return [CheckLine.Wrong("state", unusable.Message, $"check {inspector.Options.Key}, and that the database runs")];
        }
    }
}
