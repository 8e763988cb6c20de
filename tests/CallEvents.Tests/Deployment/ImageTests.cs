using System.Text.RegularExpressions;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Deployment;

/// <summary>The images' base: alerting alone has ICU, and only a process with ICU may leave the invariant mode.</summary>
public sealed partial class ImageTests
{
    private const string Base = "mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled";

    private static readonly string[] Services = ["Poller", "CrmUpdater", "Alerting", "Simulator"];

    [Fact]
    public void Every_service_has_a_base_image_and_alertings_has_ICU()
    {
        var bases = Stage()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile")))
            .ToDictionary(stage => stage.Groups["name"].Value, stage => stage.Groups["image"].Value);

        bases.Keys.ShouldBe(Services.Select(service => $"base-{service.ToLowerInvariant()}"), ignoreOrder: true);
        bases.ShouldAllBe(stage => stage.Value == (stage.Key == "base-alerting" ? $"{Base}-extra" : Base));
    }

    [Fact]
    public void Only_alerting_and_the_process_that_contains_it_leave_the_invariant_mode() =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("<InvariantGlobalization>false<", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension)
            .ShouldBe(["CallEvents.Alerting", "CallEvents.Local"], ignoreOrder: true);

    [GeneratedRegex(@"^FROM (?<image>mcr\S+) AS (?<name>base-\S+)$", RegexOptions.Multiline)]
    private static partial Regex Stage();
}
