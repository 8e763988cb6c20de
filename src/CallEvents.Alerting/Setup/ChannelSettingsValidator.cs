using System.Text.RegularExpressions;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Schedules;
using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.Yaml;
using Microsoft.Extensions.Options;

namespace CallEvents.Alerting.Setup;

/// <summary>Rejects wrong settings of channels at start-up. The messages contain no secret.</summary>
internal sealed partial class ChannelSettingsValidator(IEnumerable<IChannelType> types, IConfiguration configuration)
    : IValidateOptions<ChannelSettings>
{
    private const string Section = nameof(ChannelSettings.Channels);

    private static readonly string[] CommonKeys =
    [
        nameof(ChannelOptions.Type),
        nameof(ChannelOptions.PerMinute),
        nameof(ChannelOptions.QuietHours),
        nameof(ChannelOptions.Digest),
        nameof(ChannelOptions.Prospect),
        nameof(ChannelOptions.Snippets),
        nameof(ChannelOptions.Fallback),
        nameof(ChannelOptions.FallbackAfter),
    ];

    private static readonly Dictionary<string, string[]> Groups = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(ChannelOptions.QuietHours)] = MembersOf<QuietHoursOptions>(),
        [nameof(ChannelOptions.Digest)] = MembersOf<DigestOptions>(),
        [nameof(ChannelOptions.OAuth)] = MembersOf<OAuthOptions>(),
    };

    public ValidateOptionsResult Validate(string? name, ChannelSettings options)
    {
        var byName = types.ToDictionary(type => type.Name);
        List<string> failures = [];
        foreach (var (channel, settings) in options.Channels)
            failures.AddRange(Check(channel, settings, options, byName));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private IReadOnlyList<string> Check(
        string name,
        ChannelOptions channel,
        ChannelSettings all,
        IReadOnlyDictionary<string, IChannelType> byName
    )
    {
        var rules = new SettingRules($"{Section}:{name}");
        if (!Name().IsMatch(name))
            rules.Wrong(nameof(ChannelOptions.Type), $"a channel named {name}", "a name of letters, digits, '-' and '_'");
        if (channel.Type is null || !byName.TryGetValue(channel.Type, out var type))
        {
            rules.Wrong(nameof(ChannelOptions.Type), channel.Type, OneOf(channel.Type ?? "", [.. byName.Keys.Order()]));
            return rules.Failures;
        }

        if (Same(name, LogChannel.TypeName) && type.Name != LogChannel.TypeName)
            rules.Wrong(nameof(ChannelOptions.Type), type.Name, $"{LogChannel.TypeName}, which is what the channel of this name is");
        CheckKeys(rules, name, type);
        CheckCommon(rules, name, channel, all);
        type.Validate(rules, channel);
        return rules.Failures;
    }

    /// <summary>A misspelt key would be ignored, and so would one of another type.</summary>
    private void CheckKeys(SettingRules rules, string name, IChannelType type)
    {
        string[] known = [.. CommonKeys, .. type.Keys];
        foreach (var child in configuration.GetSection($"{Section}:{name}").GetChildren())
        {
            if (!known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                rules.Wrong(child.Key, $"a key that the type {type.Name} does not have", OneOf(child.Key, known));
            if (!Groups.TryGetValue(child.Key, out var members))
                continue;
            foreach (var key in child.GetChildren().Select(member => member.Key).Except(members, StringComparer.OrdinalIgnoreCase))
                rules.Wrong($"{child.Key}:{key}", $"a key that {child.Key} does not have", OneOf(key, members));
        }
    }

    private static string[] MembersOf<T>() => [.. typeof(T).GetProperties().Select(property => property.Name)];

    private static void CheckCommon(SettingRules rules, string name, ChannelOptions channel, ChannelSettings all)
    {
        rules
            .Between(nameof(channel.PerMinute), channel.PerMinute, 1, 6_000)
            .Duration(nameof(channel.FallbackAfter), channel.FallbackAfter, TimeSpan.FromDays(1));
        if (channel.Prospect is not ("email" or "domain" or "none"))
            rules.Wrong(nameof(channel.Prospect), channel.Prospect, OneOf(channel.Prospect, ["email", "domain", "none"]));
        if (channel.Fallback is { } fallback && !IsOther(fallback, name, all))
        {
            string[] others = [.. all.Channels.Keys.Append(LogChannel.TypeName).Distinct().Where(other => other != name).Order()];
            rules.Wrong(nameof(channel.Fallback), fallback, $"another channel: {OneOf(fallback, others)}");
        }

        QuietHours.Parse(channel.QuietHours, rules);
        DigestTime.Parse(channel.Digest, rules);
    }

    private static bool IsOther(string fallback, string name, ChannelSettings all) =>
        !Same(fallback, name) && (Same(fallback, LogChannel.TypeName) || all.Channels.ContainsKey(fallback));

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static string OneOf(string found, IReadOnlyCollection<string> known) =>
        NearestName.Find(found, known) is { } nearest && nearest != found
            ? $"one of {string.Join(", ", known)}; did you mean {nearest}?"
            : $"one of {string.Join(", ", known)}";

    // A name is a part of an environment variable's name, of metrics and of the database's keys.
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{0,39}\z")]
    private static partial Regex Name();
}
