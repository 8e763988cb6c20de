using System.CommandLine;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Alerting.Commands;

/// <summary>The commands about rules files.</summary>
internal static class RulesCommand
{
    /// <summary>Creates <c>rules</c> with its commands.</summary>
    public static Command Create(params IEnumerable<ServiceCommand> commands)
    {
        var rules = new Command("rules", "Check rules, and see what they would say before they are switched on.");
        foreach (var command in commands)
            rules.Add(command);
        return rules;
    }
}
