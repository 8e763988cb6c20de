namespace CallEvents.Alerting.Rules.Judging;

/// <summary>An example that does not come out as its rule says.</summary>
/// <param name="Example">The example.</param>
/// <param name="Found">What was found, and why.</param>
/// <param name="Expected">What the rule says.</param>
internal sealed record ExampleFailure(Example Example, string Found, string Expected);
