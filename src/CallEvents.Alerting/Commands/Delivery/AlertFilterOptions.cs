using System.CommandLine;
using CallEvents.Alerting.State;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.Database;

namespace CallEvents.Alerting.Commands.Delivery;

/// <summary>The options by which commands choose alerts.</summary>
internal sealed class AlertFilterOptions
{
    private readonly Option<string?> state = new("--state")
    {
        HelpName = string.Join('|', AlertState.All),
        Description = "Only alerts in this state.",
    };

    private readonly Option<string?> rule = new("--rule") { HelpName = "ID", Description = "Only alerts of this rule." };
    private readonly Option<string?> channel = new("--channel") { HelpName = "NAME", Description = "Only alerts of this channel." };
    private readonly Option<string?> call = new("--call") { HelpName = "ID", Description = "Only alerts about this call." };

    public AlertFilterOptions() => state.CompletionSources.Add([.. AlertState.All]);

    public void AddTo(Command command)
    {
        command.Add(state);
        command.Add(rule);
        command.Add(channel);
        command.Add(call);
    }

    /// <summary>What was chosen.</summary>
    /// <exception cref="CommandUsageException">The state is none.</exception>
    public AlertFilter Read(CommandContext context)
    {
        var chosen = context.Value(state);
        if (chosen is not null && !AlertState.All.Contains(chosen))
            throw new CommandUsageException(state.Name, $"'{Format.Plain(chosen)}'", CommandOptions.OneOf(AlertState.All));
        return new(chosen, context.Value(rule), context.Value(channel)?.ToLowerInvariant(), context.Value(call));
    }

    /// <summary>Requires the outbox, and never creates or migrates one.</summary>
    /// <exception cref="CommandFailedException">There is none yet, or it is of another version.</exception>
    public static async Task<Outbox> OpenAsync(CommandContext context)
    {
        var inspector = context.Services.GetRequiredKeyedService<DatabaseInspector>(nameof(AlertingDbContext));
        var found = await inspector.InspectAsync(context.Stopping);
        if (!found.Exists)
            throw new CommandFailedException($"{inspector.Options.Key}: nothing at '{inspector.Place}' yet: start alerting first");
        if (!found.IsCurrent)
        {
            throw new CommandFailedException(
                $"{inspector.Options.Key}: '{inspector.Place}' is of an earlier version: start alerting of this version first"
            );
        }

        return context.Get<Outbox>();
    }
}
