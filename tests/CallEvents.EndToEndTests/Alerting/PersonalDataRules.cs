namespace CallEvents.EndToEndTests.Alerting;

/// <summary>The rules files of <see cref="PersonalDataRun"/>.</summary>
internal static class PersonalDataRules
{
    /// <summary>A rule on fields whose message cannot be rendered, one on words that repeats them, and one on both.</summary>
    public const string Good = $$$"""
        version: 1
        rules:
          - id: deal-lost
            title: Deal lost
            severity: error
            when: [ { outcome: lost } ]
            notify: [deals, hook]
            message: "{{ prospect }} {{ call.durationSeconds | divided_by: 0 }}"
          - id: competitor
            title: Prospect named a competitor
            severity: warning
            when: [ { said: { by: prospect, any: [{{{PersonalDataRun.Phrase}}}] } } ]
            notify: [deals, hook, mail, pager]
            message: "{{ rep.name }}: {{ prospect }} said “{{ matches[0].sentence }}”"
          - id: lost-with-competitor
            title: Lost, and a competitor was named
            severity: critical
            when: [ { outcome: lost }, { said: { any: [{{{PersonalDataRun.Phrase}}}] } } ]
            notify: [mail, pager]
        """;

    /// <summary>An address wherever a mistake could repeat it.</summary>
    public const string Bad = $$$"""
        version: 1
        lists: { {{{PersonalDataRun.Prospect}}}: [x] }
        rules:
          - id: {{{PersonalDataRun.Prospect}}}
            titel: {{{PersonalDataRun.Sentence}}}
            {{{PersonalDataRun.Prospect}}}: 1
            severity: {{{PersonalDataRun.Prospect}}}
            when:
              - coachingScore: { below: {{{PersonalDataRun.Prospect}}} }
              - prospectEmail: { iss: {{{PersonalDataRun.Prospect}}} }
              - {{{PersonalDataRun.Prospect}}}: 1
            notify: [{{{PersonalDataRun.Prospect}}}]
          - id: deal-lost
            title: Deal lost
            when: [ { outcome: lost } ]
            message: "{{ rep['{{{PersonalDataRun.Prospect}}}'] }}"
          - id: other
            title: Other
            when: [ { outcome: lost } ]
            message: "{{ {{{PersonalDataRun.Prospect}}} }}"
        """;
}
