using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.State;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>Which parts of a message are newer than what the CRM has.</summary>
internal readonly record struct Due(bool Fields, bool Transcript)
{
    public bool Nothing => !Fields && !Transcript;

    public static Due Of(WrittenCall? written, CallNews news) => new(
        Fields: news.Revision > (written?.FieldsRevision ?? long.MinValue),
        Transcript: news.Transcript is not null && news.Revision > (written?.TranscriptRevision ?? long.MinValue));

    public CrmCall Select(CallNews news) => new()
    {
        Workspace = news.Workspace,
        CallId = news.Call.Id,
        Fields = Fields ? news.Call : null,
        Transcript = Transcript ? news.Transcript : null,
    };
}
