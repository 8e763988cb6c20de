namespace CallEvents.Alerting.Rules.Judging;

/// <summary>An example that does not come out as its rule says.</summary>
/// <param name="Line">Its line in the file.</param>
/// <param name="Text">What was found and what is expected, in one line.</param>
internal sealed record ExampleFailure(long Line, string Text);
