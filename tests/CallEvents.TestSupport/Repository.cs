namespace CallEvents.TestSupport;

/// <summary>Paths of the repository's files, for tests that compare them with the code.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution, found by walking up from the test's own folder.</summary>
    public static string Root { get; } = Find();

    public static string Contracts => Path.Combine(Root, "contracts", "CallEvents.Contracts");

    /// <summary>Worked examples of message ids: their inputs, and the ids that follow from them.</summary>
    public static string MessageIds => Path.Combine(Root, "tests", "CallEvents.TestSupport", "message-ids.json");

    /// <summary>A program in its project's own output folder, of the configuration and framework that runs now.</summary>
    /// <param name="project">The project's folder below <see cref="Root"/>, such as <c>src/CallEvents.Poller</c>.</param>
    /// <param name="assembly">The assembly's name; null for the folder's.</param>
    public static string Program(string project, string? assembly = null)
    {
        // tests, the running project, then for instance bin/Debug/net10.0.
        var output = Path.GetRelativePath(Root, AppContext.BaseDirectory).Split(Path.DirectorySeparatorChar)[2..];
        return Path.Combine([Root, project, .. output, $"{assembly ?? Path.GetFileName(project)}.dll"]);
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CallEvents.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException(
            $"No CallEvents.sln in or above {AppContext.BaseDirectory}: run the tests inside the repository."
        );
    }
}
