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
        Settle(source).ShouldHaveSingleItem().ShouldContain("invalid YAML");
        source.Refresh().ShouldBeNull();
        (source.Current.Rules[0].Id, source.LoadedAt).ShouldBe(("one", start));
        source.Problem.ShouldNotBeNull();

        await WriteAsync("two", notify: "oncal, escalate: { after: 2, within: 1d, per: rep, notify: logs }, titel: B");
        Settle(source)
            .ShouldNotBeNull()
            .Select(line => line.Split(": ")[1])
            .ShouldBe(["rules[0].notify", "rules[0].escalate.notify", "rules[0].titel"]);
        source.Current.Rules[0].Id.ShouldBe("one");

        File.Delete(RulesFile);
        Settle(source).ShouldHaveSingleItem().ShouldStartWith("Alerting:RulesFile: found ");
        source.Current.Rules[0].Id.ShouldBe("one");

        await WriteAsync("two");
        Settle(source).ShouldBeEmpty();
        (source.Current.Rules[0].Id, source.LoadedAt, source.Problem).ShouldBe(("two", start.AddMinutes(5), null));
    }

    [Fact]
    public async Task A_half_written_file_keeps_the_rules_before()
    {
        await File.WriteAllTextAsync(RulesFile, Block("one", "one-more"));
        var source = Source();
        var before = source.Current;

        var whole = Block("two", "two-more");
        for (var length = 0; length < whole.Length; length++)
        {
            await File.WriteAllTextAsync(RulesFile, whole[..length]);
            source.Refresh();
            source.Current.ShouldBeSameAs(before, $"after {length} characters");
        }

        await File.WriteAllTextAsync(RulesFile, whole);
        Settle(source).ShouldBeEmpty();
        source.Current.Rules.Select(rule => rule.Id).ShouldBe(["two", "two-more"]);
        source.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_file_that_was_removed_is_used_again_when_it_is_back()
    {
        await WriteAsync("one");
        var source = Source();

        File.Delete(RulesFile);
        Settle(source).ShouldBe([$"Alerting:RulesFile: found '{RulesFile}', expected a file that exists and can be read"]);
        source.Refresh().ShouldBeNull();
        source.Current.Rules[0].Id.ShouldBe("one");

        await WriteAsync("one");
        Settle(source).ShouldBeEmpty();
        (source.Current.Rules[0].Id, source.Problem).ShouldBe(("one", null));
    }

    [Fact]
    public void A_ConfigMaps_new_version_is_used()
    {
        var mounted = new MountedConfigMap(Rules("one", "log"));
        var source = Source(mounted.RulesFile);
        source.Refresh().ShouldBeNull();

        mounted.Write(Rules("two", "log"));
        Settle(source).ShouldBeEmpty();
        source.Current.Rules[0].Id.ShouldBe("two");
        mounted.Write(Rules("two", "log"));
        source.Refresh().ShouldBeNull();

        mounted.Write(Rules("three", "oncal"));
        Settle(source).ShouldHaveSingleItem().ShouldEndWith("did you mean oncall?");
        mounted.Remove();
        Settle(source).ShouldHaveSingleItem().ShouldEndWith("expected a file that exists and can be read");
        source.Current.Rules[0].Id.ShouldBe("two");

        mounted.Write(Rules("four", "oncall"));
        Settle(source).ShouldBeEmpty();
        (source.Current.Rules[0].Id, source.Problem).ShouldBe(("four", null));
    }

    private Task WriteAsync(string id, string notify = "oncall") => File.WriteAllTextAsync(RulesFile, Rules(id, notify));

    private static string Rules(string id, string notify) =>
        $"version: 1\nrules: [ {{ id: {id}, title: A, when: [ {{ outcome: lost }} ], notify: {notify} }} ]";

    /// <summary>A set of which each rule is whole at the end of its lines.</summary>
    private static string Block(string first, string second) =>
        $$"""
            version: 1
            rules:
              - id: {{first}}
                title: First
                when:
                  - outcome: lost
              - id: {{second}}
                title: Second
                when:
                  - outcome: lost

            """;

    /// <summary>Looks until a change is used or rejected.</summary>
    private static IReadOnlyList<string>? Settle(RulesSource source)
    {
        source.Refresh().ShouldBeNull("it may be written still");
        return source.Refresh();
    }

    private RulesSource Source() => Source(RulesFile);

    private RulesSource Source(string file) =>
        new(
            file,
            new()
            {
                Message = template => template.Contains("foo", StringComparison.Ordinal) ? ["the unknown name foo"] : [],
                Channels = ["log", "oncall"],
                Examples = rule => ExampleCheck.Run(rule),
            },
            time
        );
}
