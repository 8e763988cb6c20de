using CallEvents.Alerting.Rules.Reading;
using CallEvents.ServiceDefaults.Files;

namespace CallEvents.Alerting.Rules;

/// <summary>The rules of the rules file, as it is now; the built-in one without a file.</summary>
internal sealed class RulesSource : IWatchedFile
{
    private readonly WatchedFile<RuleSet> file;
    private readonly RulesChecks checks;
    private readonly TimeProvider time;
    private long loadedAt;

    /// <param name="name">The file's name (setting <c>Alerting:RulesFile</c>); null or empty for none.</param>
    /// <param name="checks">What the file is checked against, beside itself.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The file is invalid.</exception>
    public RulesSource(string? name, RulesChecks checks, TimeProvider time)
    {
        (this.checks, this.time) = (checks, time);
        File = string.IsNullOrWhiteSpace(name) ? null : name;
        file = new("Alerting:RulesFile", name, text => RulesFile.Parse(text, name!, checks), BuiltInRules.Create());
        Touch();
    }

    /// <summary>The file's name; null for the built-in rules.</summary>
    public string? File { get; }

    /// <summary>The newest valid rules.</summary>
    public RuleSet Current => file.Current;

    /// <summary>Since when they are in use.</summary>
    public DateTimeOffset LoadedAt => new(Interlocked.Read(ref loadedAt), TimeSpan.Zero);

    public string Setting => file.Setting;

    public string? Problem => file.Problem;

    public string? Warning => TeamCheck.WarningOf(Current, checks);

    public IReadOnlyList<string>? Refresh()
    {
        var problems = file.Refresh();
        if (problems is { Count: 0 })
            Touch();
        return problems;
    }

    private void Touch() => Interlocked.Exchange(ref loadedAt, time.GetUtcNow().UtcTicks);
}
