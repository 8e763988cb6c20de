using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using CallEvents.TestSupport;

namespace CallEvents.Tests.ContractTests;

public sealed class PackageTests(ContractsPackage package) : IClassFixture<ContractsPackage>
{
    private const string Assembly = "lib/netstandard2.0/CallEvents.Contracts.dll";

    private XElement Metadata
    {
        get
        {
            var root = XDocument.Parse(package.ReadText("CallEvents.Contracts.nuspec")).Root!;
            return root.Element(root.Name.Namespace + "metadata")!;
        }
    }

    [Fact]
    public void It_depends_on_nothing() => Metadata.Descendants(Name("dependency")).ShouldBeEmpty();

    [Fact]
    public void It_names_its_licence_and_includes_its_readme()
    {
        Metadata.Element(Name("license"))!.Value.ShouldBe("Apache-2.0");
        Metadata.Element(Name("license"))!.Attribute("type")!.Value.ShouldBe("expression");
        package
            .ReadText(Metadata.Element(Name("readme"))!.Value)
            .ShouldBe(File.ReadAllText(Path.Combine(Repository.Contracts, "README.md")));
    }

    [Fact]
    public void It_contains_the_schemas_and_examples_for_other_languages()
    {
        var expected = Files("schemas")
            .Concat(Files("examples"))
            .Concat(Files("webhooks/schemas"))
            .Concat(Files("webhooks/examples"))
            .Append("asyncapi.yaml")
            .ToDictionary(file => $"contract/{file}", file => File.ReadAllText(Path.Combine(Repository.Contracts, file)));

        var packed = package
            .Archive.Entries.Where(entry => entry.FullName.StartsWith("contract/", StringComparison.Ordinal))
            .ToDictionary(entry => entry.FullName, entry => package.ReadText(entry.FullName));

        packed.ShouldBe(expected, ignoreOrder: true);
        packed.Count.ShouldBe(18);
    }

    [Fact]
    public void It_documents_every_public_member()
    {
        var docs = XDocument
            .Parse(package.ReadText("lib/netstandard2.0/CallEvents.Contracts.xml"))
            .Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, member => member.Value.Trim());

        foreach (var type in typeof(CallEvents.Contracts.Call).Assembly.GetExportedTypes())
        {
            docs[$"T:{type.FullName}"].ShouldNotBeEmpty();
            foreach (var property in type.GetProperties())
                docs.ShouldContainKey($"P:{type.FullName}.{property.Name}");
            foreach (var constant in type.GetFields())
                docs[$"F:{type.FullName}.{constant.Name}"].ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void It_has_debug_symbols_without_paths_of_the_build_machine()
    {
        using var assembly = new PEReader(new MemoryStream(package.ReadBytes(Assembly)));
        var entry = assembly.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        using var pdb = assembly.ReadEmbeddedPortablePdbDebugDirectoryData(entry);
        var reader = pdb.GetMetadataReader();

        var documents = reader.Documents.Select(handle => reader.GetString(reader.GetDocument(handle).Name)).ToList();

        documents.ShouldContain(document =>
            document.StartsWith("/_") && document.EndsWith("/contracts/CallEvents.Contracts/CallRecorded.cs")
        );
        documents.ShouldAllBe(document => !document.Contains(Repository.Root));
    }

    [Fact]
    public async Task A_netstandard_2_0_subscriber_can_read_the_messages() =>
        await package.BuildConsumerAsync(
            "old",
            (
                "Old.csproj",
                """
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>netstandard2.0</TargetFramework>
                    <LangVersion>7.3</LangVersion>
                    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                  </PropertyGroup>
                  <ItemGroup>
                    <Reference Include="CallEvents.Contracts.dll" />
                  </ItemGroup>
                </Project>
                """
            ),
            (
                "Old.cs",
                """
                using System.Linq;
                using CallEvents.Contracts;

                public static class Old
                {
                    public static string Format(CallTranscribed message)
                    {
                        return message.Workspace + message.Revision + message.ObservedAt + message.Origin + message.Call.Outcome
                            + (message.Call.DurationSeconds ?? 0) + message.Transcript.Count
                            + string.Concat(message.Transcript.Select(segment => segment.Text));
                    }

                    public static bool IsLost(CallUpdated message)
                    {
                        return message.Call.Outcome == Outcomes.Lost && message.Previous.Outcome != Outcomes.Lost
                            && message.ChangedFields.Contains("outcome") && !message.Call.Equals(message.Previous);
                    }
                }
                """
            )
        );

    private static IEnumerable<string> Files(string folder) =>
        Directory.GetFiles(Path.Combine(Repository.Contracts, folder)).Select(file => $"{folder}/{Path.GetFileName(file)}");

    private XName Name(string local) => Metadata.Name.Namespace + local;
}
