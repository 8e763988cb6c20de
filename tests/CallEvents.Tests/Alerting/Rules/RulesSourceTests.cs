using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Rules.Judging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Alerting.Rules;

public sealed class RulesSourceTests
{
    private readonly string folder = TemporaryFolder.Create();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));

    private string RulesFile => Path.Combine(folder, "rules.yaml");

    [Fact]
    public void Without_a_file_lost_deals_are_logged()
    {
        var source = new RulesSource(null, new(), time);

        var rule = source.Current.Rules.ShouldHaveSingleItem();
        (rule.Id, rule.Severity, rule.Once, rule.IsMixed).ShouldBe(("deal-lost", Severity.Info, Once.Call, false));
        rule.Notify.ShouldBe(["log"]);
        rule.When.OfType<Condition.TextField>().ShouldHaveSingleItem().In.ShouldBe(["lost"]);
        source.LoadedAt.ShouldBe(time.GetUtcNow());
        source.Refresh().ShouldBeNull();
    }

    [Theory]
    [InlineData("version: 1\nrules: [ { id: a } ]", 2)]
    [InlineData("version: 1\nrules: [ { id: a, title: A, when: [ { outcome: lost } ], notify: oncal } ]", 1)]
    [InlineData("version: 1\nrules: [ { id: a, title: A, when: [ { outcome: lost } ], message: '{{ foo }}' } ]", 1)]
    [InlineData("version: 1\nrules: [ { id: a, title: A, when: [ { said: { any: x } } ], examples: { fires: ['rep: y'] } } ]", 1)]
    [InlineData(
        "version: 1\nrules: [ { id: a, title: A, when: [ { said: { any: x } } ], notify: oncal, examples: { silent: ['rep: x'] } }, {} ]",
        5
    )]
    public async Task A_wrong_file_ends_the_start(string yaml, int problems)
    {
        await File.WriteAllTextAsync(RulesFile, yaml);

        var failures = Should.Throw<OptionsValidationException>(Source).Failures;

        failures.Count().ShouldBe(problems);
        failures.ShouldAllBe(failure => failure.StartsWith($"{RulesFile}:2:", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_not_there_ends_the_start() =>
        Should
            .Throw<OptionsValidationException>(Source)
            .Failures.ShouldBe([$"Alerting:RulesFile: found '{RulesFile}', expected a file that exists and can be read"]);

    [Fact]
    public async Task A_change_is_used_and_a_wrong_one_keeps_the_rules_before()
    {
        await WriteAsync("one");
        var source = Source();
        var start = time.GetUtcNow();

        time.Advance(TimeSpan.FromMinutes(5));
        await File.WriteAllTextAsync(RulesFile, "version: 1\nrules: [ { id: tw");
        source.Refresh().ShouldHaveSingleItem().ShouldContain("invalid YAML");
        source.Refresh().ShouldBeNull();
        (source.Current.Rules[0].Id, source.LoadedAt).ShouldBe(("one", start));
        source.Problem.ShouldNotBeNull();

        await WriteAsync("two", notify: "oncal, escalate: { after: 2, within: 1d, per: rep, notify: logs }, titel: B");
        source
            .Refresh()
            .ShouldNotBeNull()
            .Select(line => line.Split(": ")[1])
            .ShouldBe(["rules[0].notify", "rules[0].escalate.notify", "rules[0].titel"]);
        source.Current.Rules[0].Id.ShouldBe("one");

        File.Delete(RulesFile);
        source.Refresh().ShouldHaveSingleItem().ShouldStartWith("Alerting:RulesFile: found ");
        source.Current.Rules[0].Id.ShouldBe("one");

        await WriteAsync("two");
        source.Refresh().ShouldBeEmpty();
        (source.Current.Rules[0].Id, source.LoadedAt, source.Problem).ShouldBe(("two", start.AddMinutes(5), null));
    }

    /// <summary>The file is a link into a folder that is a link itself, and the latter is replaced.</summary>
    [Fact]
    public async Task A_ConfigMaps_new_content_is_used()
    {
        var data = Path.Combine(folder, "..data");
        await WriteVersionAsync("..one", "one");
        Directory.CreateSymbolicLink(data, "..one");
        File.CreateSymbolicLink(RulesFile, Path.Combine("..data", "rules.yaml"));
        var source = Source();
        source.Current.Rules[0].Id.ShouldBe("one");

        await WriteVersionAsync("..two", "two");
        Directory.Delete(data);
        Directory.CreateSymbolicLink(data, "..two");
        Directory.Delete(Path.Combine(folder, "..one"), recursive: true);

        source.Refresh().ShouldBeEmpty();
        source.Current.Rules[0].Id.ShouldBe("two");
    }

    private async Task WriteVersionAsync(string version, string id)
    {
        Directory.CreateDirectory(Path.Combine(folder, version));
        await File.WriteAllTextAsync(Path.Combine(folder, version, "rules.yaml"), Rules(id, "log"));
    }

    private Task WriteAsync(string id, string notify = "oncall") => File.WriteAllTextAsync(RulesFile, Rules(id, notify));

    private static string Rules(string id, string notify) =>
        $"version: 1\nrules: [ {{ id: {id}, title: A, when: [ {{ outcome: lost }} ], notify: {notify} }} ]";

    private RulesSource Source() =>
        new(
            RulesFile,
            new()
            {
                Message = template => template.Contains("foo", StringComparison.Ordinal) ? ["the unknown name foo"] : [],
                Channels = ["log", "oncall"],
                Examples = rule => ExampleCheck.Run(rule),
            },
            time
        );
}
