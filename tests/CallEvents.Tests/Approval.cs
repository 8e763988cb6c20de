namespace CallEvents.Tests;

/// <summary>Compares what the code yields with a committed file: a contract, or a document that is written from the code.</summary>
internal static class Approval
{
    public static void ShouldBeApproved(this string received, string approvedPath)
    {
        var current = Lines(received);
        var approved = File.Exists(approvedPath) ? Lines(File.ReadAllText(approvedPath)) : [];
        if (current.SequenceEqual(approved))
            return;

        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults")).FullName;
        var receivedPath = Path.Combine(folder, Path.GetFileName(approvedPath));
        File.WriteAllText(receivedPath, string.Join('\n', current) + "\n");
        var line = current.Zip(approved).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.Fail(
            $"""
            {Path.GetFileName(approvedPath)} differs from what the code yields. First difference in line {line + 1}:
              approved: {approved.ElementAtOrDefault(line)}
              current:  {current.ElementAtOrDefault(line)}
            To approve: cp '{receivedPath}' '{approvedPath}'
            """
        );
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd().Split('\n');
}
