namespace CallEvents.Local.Verification;

/// <summary>A call that must have been published as CallRecorded and written to the CRM.</summary>
/// <param name="CallId">The id of the call.</param>
/// <param name="Transcribed">Whether its transcript must have been published and written too.</param>
/// <param name="Alerted">Whether an alert must have been raised.</param>
internal sealed record ExpectedCall(string CallId, bool Transcribed, bool Alerted);
