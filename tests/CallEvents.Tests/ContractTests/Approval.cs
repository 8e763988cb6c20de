namespace CallEvents.Tests.ContractTests;

/// <summary>Compares what the code says now with what was approved and committed.</summary>
internal static class Approval
{
    public static void ShouldBeApproved(this string received, string approvedPath)
    {
        var now = Lines(received);
        var approved = File.Exists(approvedPath) ? Lines(File.ReadAllText(approvedPath)) : [];
        if (now.SequenceEqual(approved))
            return;

        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults")).FullName;
        var receivedPath = Path.Combine(folder, Path.GetFileName(approvedPath));
        File.WriteAllText(receivedPath, string.Join('\n', now) + "\n");
        var line = now.Zip(approved).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.Fail($"""
            This is a promise to every subscriber, and it has changed. First in line {line + 1}:
              approved: {approved.ElementAtOrDefault(line)}
              now:      {now.ElementAtOrDefault(line)}
            To approve: cp '{receivedPath}' '{approvedPath}'
            """);
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd().Split('\n');
}
