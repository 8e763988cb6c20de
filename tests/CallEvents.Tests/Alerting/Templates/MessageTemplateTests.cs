using CallEvents.Alerting.Templates;

namespace CallEvents.Tests.Alerting.Templates;

public sealed class MessageTemplateTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 9, 0, 0, TimeSpan.Zero);

    private static readonly MessageData Data = new(
        new("low-score", "Low coaching score", "warning", null),
        new("call_1", "main", Now, "lost", 42.5, 1860, "user_1"),
        new("user_1", "Anna <b>Smith</b>", "emea"),
        "acme.test",
        [new("Gong", "We look at Gong.", "prospect", "03:12"), new("Chorus", "And at Chorus.", "prospect", "05:00")],
        Change: null,
        Link: null
    );

    [Theory]
    [InlineData("{{ rep.nmae }}", "unknown name 'rep.nmae'; did you mean rep.name?")]
    [InlineData("{{ rpe.name }}", "unknown name 'rpe'; did you mean rep?")]
    [InlineData("{{ rep.email }}", "unknown name 'rep.email'; known are rep.id, rep.name, rep.team")]
    [InlineData("{{ matches[0].word }}", "unknown name 'matches[].word'; did you mean matches[].words?")]
    [InlineData("{{ matches.first.wen }}", "unknown name 'matches.first.wen'; known are ")]
    [InlineData("{{ call['outcom'] }}", "unknown name 'call.outcom'; did you mean call.outcome?")]
    [InlineData("{{ rep['anna@us.example'] }}", "unknown name with @; known are rep.id, rep.name, rep.team")]
    [InlineData("{% if false %}{{ call.scor }}{% endif %}", "unknown name 'call.scor'; known are ")]
    [InlineData("{% for m in matches %}{{ m.tme }}{% endfor %}", "unknown name 'm.tme'; known are m.at, ")]
    [InlineData("{% for m in matches %}{% endfor %}{{ m.at }}", "unknown name 'm'; known are ")]
    [InlineData("{% assign r = rep %}{{ r.nam }}", "unknown name 'r.nam'; did you mean r.name?")]
    [InlineData("{{ prospect.name }}", "unknown name 'prospect.name'; known are prospect.size")]
    [InlineData("{{ rep.name | upcas }}", "unknown filter 'upcas'; did you mean upcase?")]
    [InlineData("{{ rep.name | append: rep.tem }}", "unknown name 'rep.tem'; did you mean rep.team?")]
    [InlineData("{% case call.outcome %}{% when rule.x %}{% endcase %}", "unknown name 'rule.x'; known are ")]
    [InlineData("{% unless foo %}{% endunless %}", "unknown name 'foo'; known are ")]
    [InlineData("{% for i in (1..1000000000) %}{% endfor %}", "a range other than one between two numbers")]
    [InlineData("{% for i in (1..matches.size) %}{% endfor %}", "a range other than one between two numbers")]
    [InlineData("{{ rep.name", "End of tag '}}' was expected at (1:")]
    [InlineData("{% include 'file' %}", "Unknown tag 'include' at (1:")]
    [InlineData("{% render 'file' %}", "Unknown tag 'render' at (1:")]
    [InlineData("{% liquid\necho rep.nmae\n%}", "Unknown tag 'liquid' at (1:")]
    [InlineData("{% assign m = matches | first %}{{ m.wrods }}", "unknown name 'm.wrods'; did you mean m.words?")]
    [InlineData("{% assign l = matches | reverse %}{{ l[0].wrods }}", "unknown name 'l[].wrods'; did you mean l[].words?")]
    [InlineData("{% echo rep.nmae %}", "unknown name 'rep.nmae'; did you mean rep.name?")]
    [InlineData("{% cycle rep.nmae, 'b' %}", "unknown name 'rep.nmae'; did you mean rep.name?")]
    [InlineData("{% if rep %}{% elsif rep.nmae contains 'x' %}{% endif %}", "unknown name 'rep.nmae'; did you mean rep.name?")]
    [InlineData("{{ matches | where: 'speaker', rep.nmae }}", "unknown name 'rep.nmae'; did you mean rep.name?")]
    public void A_wrong_template_has_a_line_that_says_why(string template, string problem)
    {
        var line = MessageTemplate.Problems(template).ShouldHaveSingleItem();

        line.ShouldStartWith(problem);
        line.ShouldNotContain('\n');
    }

    [Fact]
    public void All_unknown_names_are_reported_each_once() => MessageTemplate.Problems("{{ a }} {{ rep.nmae }} {{ a }}").Count.ShouldBe(2);

    [Fact]
    public void A_long_template_is_refused() =>
        MessageTemplate.Problems(new string('x', 4001)).ShouldBe(["a template of 4001 characters, expected 4000 at most"]);

    [Theory]
    [InlineData("plain text, no tag", "plain text, no tag")]
    [InlineData("{{ rep.name }}", "Anna <b>Smith</b>")]
    [InlineData("{{ rep['name'] | upcase }} {{ rep.name.size }}", "ANNA <B>SMITH</B> 17")]
    [InlineData("{{ matches[1].words }} {{ matches.last.at }} {{ matches.size }}", "Chorus 05:00 2")]
    [InlineData("{% for m in matches %}{{ forloop.index }}:{{ m.words }} {% endfor %}", "1:Gong 2:Chorus")]
    [InlineData("{{ call.createdAt | date: '%d.%m. %H:%M' }}", "28.11. 09:00")]
    [InlineData("{{ 'now' | date: '%Y-%m-%d' }}", "2026-11-28")]
    [InlineData("{{ call.coachingScore }} {{ call.durationSeconds | divided_by: 60 }}", "42.5 31")]
    [InlineData("{% if change %}{{ change.from }}{% else %}no change{% endif %}{{ link }}", "no change")]
    [InlineData("{{ matches[7].words }}-{{ rule.description | default: 'none' }}", "-none")]
    [InlineData("{% assign m = matches | last %}{{ m.words }}", "Chorus")]
    [InlineData("{% assign n = matches | map: 'words' | join: ', ' %}{{ n }}", "Gong, Chorus")]
    [InlineData("{% capture c %}{{ prospect }}{% endcapture %}{{ c }}", "acme.test")]
    [InlineData("{% if link == nil and matches != empty and rule.description == blank %}x{% endif %}", "x")]
    [InlineData("{% for i in (1..3) %}{{ i }}{% endfor %}", "123")]
    public void A_good_template_renders_plain_text(string template, string expected)
    {
        MessageTemplate.Problems(template).ShouldBeEmpty();

        MessageTemplate.Render(template, Data, Now).ShouldBe(expected);
    }

    [Fact]
    public void A_long_text_is_cut()
    {
        const string template = "{% for i in (1..90) %}{{ rep.name }} has a long text here 😀 {% endfor %}";

        var text = MessageTemplate.Render(template, Data, Now).ShouldNotBeNull();

        text.Length.ShouldBeInRange(1998, 2000);
        text.ShouldEndWith("…");
        MessageTemplate.Render("{{ rep.name }}", Data with { Rep = new("r", new string('x', 10_000), null) }, Now)!.Length.ShouldBe(2000);
    }

    [Theory]
    [InlineData("{% assign x = 'xxxxxxxxxxxxxxxx' %}{% for i in (1..99) %}{% assign x = x | append: x %}{% endfor %}{{ x }}")]
    [InlineData("{% assign x = 'a,b' | split: ',' %}{% for i in (1..99) %}{% assign x = x | concat: x %}{% endfor %}{{ x }}")]
    [InlineData("{% capture x %}aaaaaaaa{% endcapture %}{% for i in (1..99) %}{% capture x %}{{ x }}{{ x }}{% endcapture %}{% endfor %}")]
    [InlineData("{% for i in (1..99) %}{% for j in (1..99) %}{% assign x = j %}{% endfor %}{% endfor %}done")]
    [InlineData("{{ 1 | divided_by: 0 }}")]
    public void What_grows_without_end_or_fails_renders_nothing(string template)
    {
        MessageTemplate.Problems(template).ShouldBeEmpty();

        MessageTemplate.Render(template, Data, Now).ShouldBeNull();
    }

    [Fact]
    public void Every_name_of_the_data_can_be_used()
    {
        foreach (var (name, shape) in TemplateShape.Message.Members!)
        {
            string[] members = shape.Members is { } known && !known.ContainsKey("size") ? [.. known.Keys] : [];
            foreach (var path in members.Select(member => $"{name}.{member}").Prepend(name))
                MessageTemplate.Problems($"{{{{ {path} }}}}").ShouldBeEmpty();
        }
    }
}
