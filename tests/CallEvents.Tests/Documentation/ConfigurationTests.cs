using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CallEvents.TestSupport;
using NJsonSchema;

namespace CallEvents.Tests.Documentation;

/// <summary>The options classes, the configuration document and the JSON schema say the same.</summary>
public sealed partial class ConfigurationTests
{
    /// <summary>Settings that ASP.NET Core, OpenTelemetry or the host read, and no options class.</summary>
    private static readonly string[] HostSettings =
    [
        "ASPNETCORE_URLS",
        "CALLEVENTS_SECRETS",
        "Logging:Format",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
    ];

    private static readonly string SchemaPath = Path.Combine(Repository.Root, "appsettings.schema.json");

    private static readonly ILookup<string, Row> Rows = RowPattern()
        .Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md")))
        .Select(row => new Row(row.Groups["key"].Value, row.Groups["default"].Value, row.Groups["meaning"].Value))
        .ToLookup(row => row.Key);

    [Fact]
    public void Every_setting_has_a_row_and_every_row_is_a_setting() =>
        Rows.Select(row => row.Key)
            .ShouldBe(
                [.. SettingCatalog.All.Select(setting => setting.Key), .. SettingsSchema.ConnectionStringKeys, .. HostSettings],
                ignoreOrder: true
            );

    [Fact]
    public void Rows_name_the_defaults()
    {
        foreach (var setting in SettingCatalog.All)
        {
            var documented = Rows[setting.Key].Single().Default;
            if (setting.Default is not null && !setting.Key.Contains("<n>", StringComparison.Ordinal))
                documented.ShouldBe($"`{setting.Default}`", setting.Key);
            else if (setting.IsRequired && !setting.Key.Contains("<n>", StringComparison.Ordinal))
                documented.ShouldBe("must be set", setting.Key);
        }
    }

    [Fact]
    public void Rows_name_the_bounds()
    {
        foreach (var setting in SettingCatalog.All)
        {
            setting.Summary.ShouldNotBeEmpty(setting.Key);
            setting.Bounds.ShouldStartWith("Default: ", Case.Sensitive, setting.Key);
            var meaning = Rows[setting.Key].Single().Meaning;
            foreach (var bound in Quantity().Matches(BoundsSentence().Match(setting.Bounds).Value).Select(match => match.Value))
                meaning.ShouldContain(bound, Case.Sensitive, setting.Key);
        }
    }

    [Fact]
    public void The_committed_schema_is_written_from_the_options() => SettingsSchema.Write().ShouldBeApproved(SchemaPath);

    [Theory]
    [InlineData(
        """{"Polling":{"Interval":"00:00:10","Rereads":[{"Depth":"02:00:00"}]},"Revont":{"Workspaces":{"a":{"ApiKey":"k"}}}}""",
        true
    )]
    [InlineData("""{"Publishing":{"RequireSubscriber":["CallUpdated"]},"Logging":{"LogLevel":{"Default":"Debug"}}}""", true)]
    [InlineData("""{"Polling":{"Interval":"10 seconds"}}""", false)]
    [InlineData("""{"Polling":{"Intervall":"00:00:10"}}""", false)]
    [InlineData("""{"Revont":{"Workspaces":{"a":{"Key":"k"}}}}""", false)]
    public async Task The_schema_accepts_valid_settings_only(string settings, bool isValid)
    {
        var schema = await JsonSchema.FromFileAsync(SchemaPath, TestContext.Current.CancellationToken);

        (schema.Validate(JsonNode.Parse(settings)!.ToJsonString()).Count == 0).ShouldBe(isValid);
    }

    private sealed record Row(string Key, string Default, string Meaning);

    [GeneratedRegex(@"^\| `(?<key>[^`]+)` \| (?<default>.*?) \| (?<meaning>.*) \|$", RegexOptions.Multiline)]
    private static partial Regex RowPattern();

    /// <summary>What follows the default.</summary>
    [GeneratedRegex(@"(?<=^Default: .*?\. ).*")]
    private static partial Regex BoundsSentence();

    [GeneratedRegex(@"[\d,]*\d( (second|minute|hour|day|KiB|MiB)s?)?")]
    private static partial Regex Quantity();
}
