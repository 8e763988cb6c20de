using CallEvents.Poller.Status.Page;
using CallEvents.Poller.Status.Reports;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace CallEvents.Poller.Status;

/// <summary>Renders the pages to HTML, which escapes all that comes from outside.</summary>
internal sealed class PageRenderer(IServiceProvider services, ILoggerFactory logging)
{
    public Task<string> RenderAsync(StatusReport report) => RenderAsync<StatusPage>(nameof(StatusPage.Report), report);

    public Task<string> RenderAsync(CallReport report) => RenderAsync<CallPage>(nameof(CallPage.Report), report);

    private async Task<string> RenderAsync<TPage>(string parameter, object value)
        where TPage : IComponent
    {
        await using var renderer = new HtmlRenderer(services, logging);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { [parameter] = value });
            return (await renderer.RenderComponentAsync<TPage>(parameters)).ToHtmlString();
        });
    }
}
