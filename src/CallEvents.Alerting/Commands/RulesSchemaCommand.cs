using CallEvents.ServiceDefaults.Commands;
using Spectre.Console;

namespace CallEvents.Alerting.Commands;

/// <summary>Prints the JSON schema of rules files, for editors.</summary>
internal sealed class RulesSchemaCommand : ServiceCommand
{
    private const string Resource = "rules.schema.json";

    public RulesSchemaCommand()
        : base("schema", "Print the JSON schema of rules files, with which an editor completes keys and underlines mistakes.") =>
        Examples = ["rules schema > rules.schema.json"];

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        await using var stream = typeof(RulesSchemaCommand).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return new Report(await reader.ReadToEndAsync(context.Stopping));
    }

    private sealed record Report(string Schema) : CommandReport
    {
        public override void WriteTo(IAnsiConsole console) => console.Profile.Out.Writer.Write(Schema);

        /// <summary>The schema is a JSON document itself.</summary>
        public override string ToJson() => Schema.TrimEnd();
    }
}
