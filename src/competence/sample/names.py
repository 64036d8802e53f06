"""Names in the sample: people (made up, from a closed list), titles, units. Swedish where files bear them."""

from __future__ import annotations

# No such names occur elsewhere: one of them outside the raw files is a leak.
FIRST = {
    "female": ("Ylvarike", "Sagbritta", "Tovalinde", "Majvind", "Solvegun", "Ingravi", "Lisverka", "Karmild",
               "Elvinga", "Rundisa", "Hedvara", "Britvolin", "Annsolve", "Gunlisa-Vi", "Siribelle-Ro",
               "Marvinja", "Idunika", "Fridvolva", "Asklaura", "Linnvega"),
    "male": ("Torvalin", "Björkvin", "Hallvidar-Bo", "Stenulrik", "Joarvid", "Rolfinge", "Eskilund-Per",
             "Karlvind", "Nilsvarg", "Arnbert-Ove", "Lennrik", "Vigbjarne", "Gunnstig", "Olvinar", "Sixtarn",
             "Hugvalter", "Edvinrik", "Tagebrand", "Folkvarn", "Melkersten"),
}  # fmt: skip
LAST = ("Älvmossberg", "Sjövindahl", "Granhultman", "Ljungkvarn", "Björnhedin", "Rönnstråle", "Fjällsjöstad",
        "Hasselgränd", "Kvistbergman", "Tallmyrén", "Lindvassberg", "Snöhammarin", "Dimkällman", "Ekvattnell",
        "Forsgläntan", "Hagtornius", "Isbladin", "Klövåsman", "Lövtorpell", "Månskogh", "Nyckelbergh",
        "Oxhagenius", "Porslinder", "Rävåsell", "Stjärnmark-Lo", "Tranviksson", "Ulvmarkell", "Vasskärrman",
        "Ytterbäckell", "Åkerstormin", "Ängsbrandh", "Örnviksell", "Bärkullén", "Drakenbäckh", "Enrisberg",
        "Frostfallh", "Gnistadahl", "Havskarlh", "Kråkängman", "Mjölnargren")  # fmt: skip
MAIL = "alvhaga.example"

# Titles by occupation with the code of the sector's classification; the first are the usual ones.
TITLES: dict[str, tuple[tuple[str, str], ...]] = {
    "manager_a": (("Förvaltningschef", "551010"),),
    "manager_b": (("Verksamhetschef", "552010"), ("Avdelningschef", "552010")),
    "manager_c": (("Enhetschef", "553010"), ("Rektor", "553020"), ("Biträdande rektor", "553020")),
    "preschool_teacher": (("Förskollärare", "403510"), ("Förskollärare, arbetslagsledare", "403510")),
    "childminder": (("Barnskötare", "402010"), ("Barnskötare, resurs", "402010")),
    "teacher_compulsory": (("Lärare grundskola F-3", "403010"), ("Lärare grundskola 4-6", "403012"),
                           ("Lärare grundskola 7-9", "403014"), ("Grundskollärare", "403010")),
    "teacher_upper": (("Gymnasielärare", "403020"), ("Yrkeslärare gymnasiet", "403022")),
    "special_teacher": (("Speciallärare", "403030"), ("Specialpedagog", "403030")),
    "leisure_teacher": (("Lärare i fritidshem", "403040"), ("Fritidspedagog", "403040")),
    "student_assistant": (("Elevassistent", "402020"), ("Elevass. resurs", "402020")),
    "student_health": (("Skolkurator", "353010"), ("Skolsköterska", "206510"), ("Skolpsykolog", "353010")),
    "assistant_nurse": (("Undersköterska", "207008"), ("Undersköterska natt", "207009"),
                        ("Undersk. hemtjänst", "207008"), ("Usk särskilt boende", "207011")),
    "care_aide": (("Vårdbiträde", "207023"), ("Vårdbiträde hemtjänst", "207024"), ("Vbitr.", "207023")),
    "nurse": (("Sjuksköterska", "206010"), ("Sjuksköterska natt", "206010"), ("Distriktssköterska", "206012")),
    "therapist": (("Arbetsterapeut", "205010"), ("Fysioterapeut", "205020"), ("Sjukgymnast", "205020")),
    "personal_assistant": (("Personlig assistent", "351030"), ("Pers. assistent", "351030")),
    "housing_support": (("Stödassistent", "351034"), ("Boendestödjare", "351034"), ("Stödpedagog", "351034")),
    "child_welfare_officer": (("Socialsekreterare barn och unga", "351010"),
                              ("Socialsekr BoU", "351010")),
    "social_worker": (("Socialsekreterare", "351012"), ("Biståndshandläggare", "351016"),
                      ("Socialsekreterare vuxen", "351012")),
    "treatment_assistant": (("Behandlingsassistent", "351020"), ("Familjebehandlare", "351020")),
    "librarian": (("Bibliotekarie", "302010"), ("Bibliotekspedagog", "302010")),
    "culture_teacher": (("Kulturskollärare", "403050"), ("Musiklärare", "403050")),
    "leisure_leader": (("Fritidsledare", "402030"), ("Fritidsled. ungdom", "402030")),
    "engineer": (("Ingenjör gata", "101010"), ("Vatteningenjör", "101012"), ("Gatuprojektör", "101012")),
    "planner": (("Planarkitekt", "101030"), ("Miljöinspektör", "101032"), ("Byggnadsinspektör", "101032"),
                ("Bygglovhandläggare", "101032")),
    "cleaner": (("Lokalvårdare", "501010"), ("Lokalvårdare, städ", "501010")),
    "cook": (("Kock", "502010"), ("Måltidsbiträde", "502020")),
    "caretaker": (("Vaktmästare", "503010"), ("Fastighetsskötare", "503010")),
    "firefighter": (("Brandman", "601010"), ("Styrkeledare", "601012"), ("Brandinspektör", "601012")),
    "officer": (("Handläggare", "151010"), ("Utredare", "151020"), ("Controller", "151030"),
                ("HR-specialist", "151090"), ("Kommunikatör", "151090")),
    "administrator": (("Administratör", "152010"), ("Skoladministratör", "152010"),
                      ("Löneassistent", "152090")),
    "it": (("It-tekniker", "153010"), ("Systemförvaltare", "153010")),
    "other": (("Hantverkare", "504010"), ("Samordnare", "154010"), ("Tolk", "154020"), ("Konstnär", "154030")),
}  # fmt: skip
ON_CALL = "Brandman RiB"

PLACES = ("Ängen", "Backen", "Björken", "Eken", "Linden", "Rönnen", "Granen", "Tallen", "Alen", "Hasseln",
          "Forsen", "Sjön", "Ån", "Viken", "Stranden", "Holmen", "Näset", "Udden", "Berget", "Dalen",
          "Åsen", "Kullen", "Hagen", "Lunden", "Parken", "Torget", "Bruket", "Kvarnen", "Smedjan", "Gården",
          "Södra", "Norra", "Östra", "Västra", "Centrum", "Stationen", "Källan", "Mossen", "Heden", "Fältet",
          "Svanen", "Tranan", "Örnen", "Falken", "Räven", "Haren", "Älgen", "Ekorren", "Bofinken",
          "Blåklockan", "Vitsippan", "Klövern", "Lingonet", "Hallonet", "Solen", "Månen", "Stjärnan",
          "Regnbågen", "Molnet", "Vinden")  # fmt: skip

# Unit names by kind; a name stands once in the municipality.
UNITS: dict[tuple[str, str], str] = {
    ("kommunledning", "stab"): "Kommunledningsstaben {}",
    ("stod", "lokalvard"): "Lokalvården {}", ("stod", "kok"): "Köket {}", ("stod", "drift"): "Drift {}",
    ("stod", "stab"): "Service stab {}",
    ("utbildning", "forskola"): "Förskolan {}", ("utbildning", "skola"): "Skolan {}",
    ("utbildning", "gymnasium"): "Gymnasiet {}", ("utbildning", "stab"): "Utbildning stab {}",
    ("vard", "hemtjanst"): "Hemtjänst {}", ("vard", "vardboende"): "Vårdboende {}",
    ("vard", "halsa"): "Hälso- och sjukvård {}", ("vard", "lss"): "LSS-boende {}",
    ("vard", "assistans"): "Personlig assistans {}", ("vard", "stab"): "Vård och omsorg stab {}",
    ("omsorg", "hemtjanst"): "ÄO Hemtjänst {}", ("omsorg", "vardboende"): "ÄO Vårdboende {}",
    ("omsorg", "halsa"): "ÄO Sjukvård {}", ("omsorg", "lss"): "ÄO LSS-boende {}",
    ("omsorg", "assistans"): "ÄO Assistans {}", ("omsorg", "kok"): "ÄO Köket {}",
    ("omsorg", "stab"): "ÄO Stab {}",
    ("social", "barn"): "Barn och unga {}", ("social", "vuxen"): "Vuxen {}",
    ("social", "behandling"): "Öppenvård {}", ("social", "boende"): "Stödboende {}",
    ("social", "stab"): "Social stab {}",
    ("kultur", "bibliotek"): "Biblioteket {}", ("kultur", "kulturskola"): "Kulturskolan {}",
    ("kultur", "fritid"): "Fritidsgården {}", ("kultur", "stab"): "Kultur stab {}",
    ("samhalle", "gata"): "Gata och park {}", ("samhalle", "plan"): "Plan och bygg {}",
    ("samhalle", "stab"): "Samhällsbyggnad stab {}",
    ("raddning", "station"): "Station {}", ("raddning", "stab"): "Räddning stab {}",
}  # fmt: skip


def unit_name(administration: str, kind: str, number: int) -> str:
    """Name of a unit; beyond the list of places with a number."""
    place = PLACES[number % len(PLACES)]
    more = number // len(PLACES)
    return UNITS[administration, kind].format(f"{place} {more + 1}" if more else place)
