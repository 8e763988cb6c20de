namespace CallEvents.Simulator.Generation;

/// <summary>Sentences of sales calls, with <c>{placeholders}</c> for names and numbers.</summary>
internal static class Phrases
{
    public static readonly string[] RepOpening =
    [
        "Hey {prospect}, thanks for making the time today. How are you doing?",
        "Hi {prospect}, this is {rep}. Can you hear me all right?",
        "Good morning {prospect}, great to finally meet you — {rep} here.",
        "Hello {prospect}! Before we start: can you see my slides?",
    ];

    public static readonly string[] ProspectOpening =
    [
        "Doing well, thanks! Really looking forward to seeing the new features.",
        "Hi {rep}, yes, loud and clear. I have {number} minutes.",
        "Good, good. Busy week here at {company}, but let's go.",
        "Sure, go ahead. Two colleagues may join us later.",
    ];

    public static readonly string[] Rep =
    [
        "Great — let me share my screen and we can jump right in.",
        "How does your team handle {topic} today?",
        "So if I understand you right, {topic} takes about {number} hours a week.",
        "Most of our customers start with a team of {number} and grow from there.",
        "What would have to be true for {company} to decide this quarter?",
        "Who else should be in the room when we talk about {topic}?",
        "Let me show you what that looks like in the product.",
        "That's a fair question, and I don't want to give you half an answer.",
        "We can set up a trial by {day}, no card needed.",
        "The list price is {number} a seat; at your size there is room.",
        "The security paper answers that better than I can.",
        "What happens if you change nothing for another year?",
        "Does that match what you see on your side?",
        "We went through the same with another company your size.",
        "Let me note that down: {topic}, before the end of the month.",
        "You mentioned {topic} earlier; can we go back to that for a moment?",
        "Everything you see here is live data, nothing is staged.",
        "On a scale from one to ten, how painful is {topic} right now?",
    ];

    public static readonly string[] Prospect =
    [
        "Right now it's mostly spreadsheets, to be honest.",
        "We tried something similar {number} months ago and it did not stick.",
        "My worry is {topic}, more than the price.",
        "I'd need to run that past legal before {day}.",
        "Okay, that's actually quite close to what we need.",
        "Could it talk to the tools we already have?",
        "What does onboarding look like for about {number} people?",
        "Our budget year starts in April, so timing matters.",
        "I like it, but my colleagues will ask about {topic}.",
        "Can you repeat that? You broke up for a second.",
        "We are also looking at two other vendors.",
        "If it saves us {number} hours a month, it pays for itself.",
        "Who owns the data if we leave?",
        "That part is new to me, how does it work?",
        "Honestly, {topic} is why I took this call.",
        "Let me be direct: {number} a seat is above what we planned.",
        "Could you send me something I can forward?",
        "I think {day} works for everyone on our side.",
    ];

    public static readonly string[] RepClosing =
    [
        "Perfect, you have answered all my questions.",
        "Thanks {prospect}, it was good to talk.",
        "That's all from my side. Thank you for your time.",
    ];

    public static readonly string[] ProspectClosing =
    [
        "Thanks {rep}, this was useful. Bye!",
        "Great. Take care.",
        "Sounds good — I'll bring my manager next time.",
    ];

    /// <summary>Sentences that break careless code: other scripts, quotes, backslashes, emoji of one and of several code points.</summary>
    public static readonly string[] Multilingual =
    [
        "Genau, das würde uns ungefähr {number} Stunden im Monat sparen.",
        "C’est exactement le problème que nous avons à l’agence de Besançon.",
        "東京のチームにも同じ資料を送っていただけますか？",
        "价格我们内部还要再讨论一下。",
        "네, 다음 주에 다시 이야기해요.",
        "Это нам подходит, спасибо!",
        "شكراً، سأرسل لكم التفاصيل غداً.",
        "¿Y qué pasa con los datos del año pasado?",
        "Ótimo, então fechamos até {day}.",
        "She literally said: \"we can't sign before Q3\" — direct quote.",
        "The file is in C:\\exports\\{number}\\calls.csv, if that helps.",
        "That would be amazing 🎉",
        "Our data team 👩‍💻👨🏽‍💻 will love this.",
        "It's about €{number}k — or £{number}k, or ¥{number},000, depending on who you ask 😅",
        "The café’s naïve résumé parser… don’t get me started.",
        "If x < {number} && y > 0, we're <b>fine</b>; that's how legal put it.",
        "Zażółć gęślą jaźń, as my colleague in Łódź tests every form.",
        "धन्यवाद, मैं टीम से बात करके बताता हूँ।",
    ];

    public static readonly string[] Days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "next week"];

    public static readonly string[] Topics =
    [
        "reporting",
        "the handover to support",
        "forecasting",
        "call reviews",
        "coaching new people",
        "data protection",
        "single sign-on",
        "the migration",
        "the CRM clean-up",
        "pricing approvals",
        "renewals",
        "the rollout in Europe",
    ];
}
