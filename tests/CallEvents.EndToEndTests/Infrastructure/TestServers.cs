using DotNet.Testcontainers.Configurations;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>Where the servers of the tests come from: <c>CALLEVENTS_TEST_SERVERS</c> says <c>container</c> or <c>local</c>; without it, whether a Docker engine answers.</summary>
internal static class TestServers
{
    public static bool AreContainers { get; } = Environment.GetEnvironmentVariable("CALLEVENTS_TEST_SERVERS") switch
    {
        "container" => true,
        "local" => false,
        null or "" => TestcontainersSettings.OS.DockerEndpointAuthConfig is not null,
        var other => throw new InvalidOperationException($"CALLEVENTS_TEST_SERVERS is '{other}'; it must be 'container' or 'local'."),
    };

    /// <summary>The first of these programs that is installed; a name without a folder is looked for in PATH.</summary>
    public static string Program(string package, params IEnumerable<string> candidates)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return candidates
            .SelectMany(candidate => Path.IsPathRooted(candidate) ? [candidate] : folders.Select(folder => Path.Combine(folder, candidate)))
            .FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"No Docker engine answers and {package} is not installed: run ./test.sh, which sees to it.");
    }
}
