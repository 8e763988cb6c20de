namespace CallEvents.Tests.Deployment;

public sealed class ManifestSchemaTests
{
    public static TheoryData<string> Kustomizations => ["base", .. Overlay.Names.Select(name => $"overlays/{name}")];

    [Theory]
    [MemberData(nameof(Kustomizations))]
    public void Every_object_is_valid_for_Kubernetes(string kustomization)
    {
        var manifests = Manifest.LoadAll(Kustomize.Render(kustomization));

        manifests.Count.ShouldBeGreaterThan(15);
        foreach (var version in ManifestSchemas.Versions)
            manifests.SelectMany(manifest => ManifestSchemas.Validate(manifest, version)).ShouldBeEmpty(version);
        foreach (var manifest in manifests.Where(manifest => manifest.IsBuiltIn))
            manifest.Typed.ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(Kustomizations))]
    public void Every_object_is_in_one_namespace_under_a_unique_name(string kustomization)
    {
        var manifests = Manifest.LoadAll(Kustomize.Render(kustomization));

        manifests.Where(manifest => manifest.Kind != "Namespace").ShouldAllBe(manifest => manifest.Namespace == "callevents");
        manifests.Select(manifest => $"{manifest.ApiVersion} {manifest}").ShouldBeUnique();
    }

    [Theory]
    [InlineData("    livenesProbe: {}\n", "livenesProbe")]
    [InlineData("    imagePullPolicy: [Always]\n", "imagePullPolicy")]
    public void A_typo_is_detected(string line, string member)
    {
        const string valid = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n";
        var pod = Manifest.LoadAll(valid + line).ShouldHaveSingleItem();

        foreach (var version in ManifestSchemas.Versions)
            ManifestSchemas.Validate(pod, version).ShouldHaveSingleItem().ShouldContain(member);
        Should.Throw<Exception>(() => pod.Typed);
    }

    [Fact]
    public void A_typo_in_a_custom_resource_is_detected() =>
        ManifestSchemas
            .Validate(
                Manifest.LoadAll(
                    """
                    apiVersion: rabbitmq.com/v1beta1
                    kind: Permission
                    metadata:
                      name: a
                    spec:
                      vhost: callevents
                      permissions:
                        reads: "^$"
                      rabbitmqClusterReference:
                        name: b
                    """
                )[0],
                ManifestSchemas.Versions[0]
            )
            .ShouldHaveSingleItem()
            .ShouldContain("reads");

    [Fact]
    public void A_kind_without_a_schema_is_an_error()
    {
        var unknown = Manifest.LoadAll("apiVersion: example.com/v1\nkind: Unknown\nmetadata:\n  name: a\n").ShouldHaveSingleItem();

        ManifestSchemas
            .Validate(unknown, ManifestSchemas.Versions[0])
            .ShouldBe(["Unknown a: there is no schema of example.com/v1 Unknown"]);
    }
}
