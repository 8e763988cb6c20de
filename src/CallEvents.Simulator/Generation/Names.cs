namespace CallEvents.Simulator.Generation;

/// <summary>
/// Fictional people and companies. Domains end in <c>.example</c>, so that no e-mail can reach a real person.
/// </summary>
internal static class Names
{
    public static readonly string[] Reps =
    [
        "Amelia Hart",
        "Jonas Lindqvist",
        "Priya Raman",
        "Marcus Webb",
        "Zoë van Dijk",
        "Tomás Álvarez",
        "Grace Okafor",
        "Léa Fournier",
        "Daniel Kim",
        "Hannah Krüger",
        "Oliver Stone",
        "Sofia Esposito",
    ];

    /// <summary>First names, each with its part of the e-mail address.</summary>
    public static readonly (string Name, string Mailbox)[] FirstNames =
    [
        ("Jane", "jane"),
        ("Bob", "bob"),
        ("Maria", "maria"),
        ("Ahmed", "ahmed"),
        ("Chloé", "chloe"),
        ("Jürgen", "juergen"),
        ("Siobhán", "siobhan"),
        ("Łukasz", "lukasz"),
        ("Emma", "emma"),
        ("Noah", "noah"),
        ("Søren", "soren"),
        ("Inês", "ines"),
        ("Victor", "victor"),
        ("Ruth", "ruth"),
        ("Žofie", "zofie"),
        ("André", "andre"),
        ("Björk", "bjork"),
        ("Şebnem", "sebnem"),
        ("Peter", "peter"),
        ("Naomi", "naomi"),
        ("Curtis", "curtis"),
        ("Elena", "elena"),
        ("Rahul", "rahul"),
        ("Ines", "ines"),
        ("Walter", "walter"),
        ("Gwen", "gwen"),
        ("Yusuf", "yusuf"),
        ("Helen", "helen"),
        ("Mateo", "mateo"),
        ("Ingrid", "ingrid"),
    ];

    public static readonly string[] LastNameMailboxes =
    [
        "doe",
        "smith",
        "mueller",
        "garcia",
        "oconnor",
        "nowak",
        "rossi",
        "dubois",
        "jensen",
        "silva",
        "kowalski",
        "haddad",
        "fischer",
        "lopez",
        "murphy",
        "andersson",
        "novak",
        "costa",
        "yilmaz",
        "bakker",
        "hughes",
        "moreau",
        "khan",
        "popescu",
        "walsh",
        "petrov",
        "laurent",
        "santos",
        "weber",
        "clarke",
        "olsen",
        "meyer",
        "ferrari",
        "brown",
        "vega",
        "adler",
    ];

    /// <summary>Names outside of ASCII and mostly outside of the Latin alphabet, each with the local part of its e-mail address.</summary>
    public static readonly (string Name, string Mailbox)[] NonLatinNames =
    [
        ("田中さん", "misaki.tanaka"),
        ("鈴木さん", "haruto.suzuki"),
        ("王伟", "wei.wang"),
        ("李娜", "na.li"),
        ("김민준", "minjun.kim"),
        ("Дмитрий", "dmitri.volkov"),
        ("Олена", "olena.shevchenko"),
        ("Ελένη", "eleni.papadaki"),
        ("ליאור", "lior.cohen"),
        ("ليلى", "layla.haddad"),
        ("अनन्या", "ananya.sharma"),
        ("Đặng Thuý", "thuy.dang"),
    ];

    public static readonly (string Name, string Domain)[] Companies =
    [
        ("Acme", "acme.example"),
        ("Globex", "globex.example"),
        ("Initech", "initech.example"),
        ("Umbra Logistics", "umbra.example"),
        ("Café Nordlicht", "nordlicht.example"),
        ("Brightwater Bank", "brightwater.example"),
        ("Hôtel Mistral", "mistral.example"),
        ("Kestrel Energy", "kestrel-energy.example"),
        ("Oakline Furniture", "oakline.example"),
        ("Sørlandet Fisk", "sorlandet.example"),
        ("Tessellate", "tessellate.example"),
        ("Vantage Dental", "vantage-dental.example"),
        ("Quill & Co", "quill.example"),
        ("Peregrine Air", "peregrine.example"),
        ("Maple Robotics", "maple-robotics.example"),
        ("Zeta Foods", "zeta-foods.example"),
        ("Straßer Maschinenbau", "strasser.example"),
        ("Lumen Health", "lumen-health.example"),
        ("Northgate Schools", "northgate.example"),
        ("Harbour Insurance", "harbour.example"),
        ("Pixelmühle", "pixelmuehle.example"),
        ("Sakura Trading", "sakura.example"),
        ("Granite Legal", "granite.example"),
        ("Rojo Studios", "rojo.example"),
        ("Fernweh Travel", "fernweh.example"),
    ];
}
