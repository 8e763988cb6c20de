using System.Text.RegularExpressions;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Documentation;

public sealed partial class LinkTests
{
    private static readonly string[] IgnoredFolders = ["bin", "obj", "node_modules", "artifacts", "TestResults", ".git"];

    public static TheoryData<string> Documents => [.. FindDocuments()];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_within_the_repository_resolves(string document)
    {
        var path = Path.Combine(Repository.Root, document);
        foreach (var link in Links(File.ReadAllText(path)))
        {
            var (file, anchor) = link.Split('#') is [var before, var after] ? (before, after) : (link, null);
            var target =
                file.Length == 0 ? path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, Uri.UnescapeDataString(file)));
            (File.Exists(target) || Directory.Exists(target)).ShouldBeTrue($"{document} links to {link}");
            if (anchor is not null)
                Anchors(File.ReadAllText(target)).ShouldContain(anchor, $"{document} links to {link}");
        }
    }

    private static IEnumerable<string> FindDocuments() =>
        Directory
            .EnumerateFiles(Repository.Root, "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Intersect(IgnoredFolders).Any())
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Links(string markdown) =>
        Link().Matches(CodeBlock().Replace(markdown, "")).Select(link => link.Groups[1].Value).Where(link => !External().IsMatch(link));

    /// <summary>The anchors that GitHub gives to headings.</summary>
    private static IEnumerable<string> Anchors(string markdown) =>
        Heading()
            .Matches(CodeBlock().Replace(markdown, ""))
            .Select(heading => NotInAnchors().Replace(heading.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^[a-z]+:", RegexOptions.IgnoreCase)]
    private static partial Regex External();

    [GeneratedRegex("^#+ (.+?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}_\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
