using System.Text.RegularExpressions;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Conventions;

/// <summary>A C# file of the repository that a person wrote.</summary>
/// <param name="Path">Relative to the repository, with slashes.</param>
/// <param name="Lines">Its lines.</param>
internal sealed partial record SourceFile(string Path, IReadOnlyList<string> Lines)
{
    private static readonly string[] Roots = ["src", "contracts", "tests", "samples"];
    private static readonly string[] GeneratedFolders = ["bin", "obj", "Migrations", "node_modules"];

    public static IReadOnlyList<SourceFile> All { get; } = [.. Roots.SelectMany(Read).OrderBy(file => file.Path, StringComparer.Ordinal)];

    /// <summary>Null for a program without a namespace.</summary>
    public string? Namespace => Lines.Select(line => NamespaceLine().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value;

    /// <summary>The folder's path with dots: what the namespace ends with.</summary>
    public string DottedFolder => string.Join('.', Path.Split('/')[1..^1]);

    /// <summary>Every namespace of ours that the code names, in a using or in full.</summary>
    public IEnumerable<string> UsedNamespaces => Lines.SelectMany(line => OurNamespace().Matches(line)).Select(match => match.Value);

    private static IEnumerable<SourceFile> Read(string root) =>
        from path in Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Root, root), "*.cs", SearchOption.AllDirectories)
        let relative = System.IO.Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')
        where !relative.Split('/').Intersect(GeneratedFolders).Any()
        select new SourceFile(relative, File.ReadAllLines(path));

    [GeneratedRegex(@"^namespace ([\w.]+);")]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"\bCallEvents(\.[A-Z]\w+)+")]
    private static partial Regex OurNamespace();
}
