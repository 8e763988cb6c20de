using DotNet.Testcontainers.Configurations;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>Selects where the test servers run.</summary>
/// <remarks>
/// <c>CALLEVENTS_TEST_SERVERS</c> is <c>container</c> or <c>local</c>. By default, containers are used if a Docker engine is available.
/// </remarks>
internal static class TestServers
{
    public static bool UseContainers { get; } =
        Environment.GetEnvironmentVariable("CALLEVENTS_TEST_SERVERS") switch
        {
            "container" => true,
            "local" => false,
            null or "" => TestcontainersSettings.OS.DockerEndpointAuthConfig is not null,
            var other => throw new InvalidOperationException($"CALLEVENTS_TEST_SERVERS: found '{other}', expected 'container' or 'local'."),
        };

    /// <summary>Returns the first candidate that is installed. A name without a folder is searched for in PATH.</summary>
    public static string FindProgram(string package, params IEnumerable<string> candidates)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return candidates
                .SelectMany(candidate =>
                    Path.IsPathRooted(candidate) ? [candidate] : folders.Select(folder => Path.Combine(folder, candidate))
                )
                .FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                $"No Docker engine is available and {package} is not installed. Run ./test.sh, which installs it."
            );
    }
}
