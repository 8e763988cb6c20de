using CallEvents.TestSupport;

namespace CallEvents.Tests.Deployment;

/// <summary>The images' base: alerting alone has ICU, and only a process with ICU may leave the invariant mode.</summary>
public sealed class ImageTests
{
    [Fact]
    public void Alerting_alone_is_built_on_the_variant_with_ICU()
    {
        File.ReadAllLines(Path.Combine(Repository.Root, "Dockerfile"))
            .Where(line => line.StartsWith("FROM ", StringComparison.Ordinal))
            .Skip(1)
            .ShouldBe([
                "FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled AS runtime",
                "FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra AS runtime-extra",
                "FROM runtime${VARIANT}",
            ]);
        File.ReadAllLines(Path.Combine(Repository.Root, "docker-compose.yml"))
            .Where(line => line.Contains("VARIANT", StringComparison.Ordinal))
            .Select(line => line.Trim())
            .ShouldBe(["args: {SERVICE: Alerting, VARIANT: -extra}"]);
    }

    [Fact]
    public void Only_alerting_and_the_process_that_contains_it_leave_the_invariant_mode() =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("<InvariantGlobalization>false<", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension)
            .ShouldBe(["CallEvents.Alerting", "CallEvents.Local"], ignoreOrder: true);
}
