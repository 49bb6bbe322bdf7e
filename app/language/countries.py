"""Countries by name, adjective and people, so that one can take another's place in a question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

# Name/adjective/people: what is left out follows the rule in ``_people``. Names that people still ask
# about, such as Yugoslavia, and a few regions count as well.
TABLE = """
Afghanistan/Afghan; Albania/Albanian; Algeria/Algerian; Angola/Angolan; Argentina/Argentine;
Armenia/Armenian; Australia/Australian; Austria/Austrian; Azerbaijan/Azerbaijani; Bahrain/Bahraini;
Bangladesh/Bangladeshi; Belarus/Belarusian; Belgium/Belgian; Bolivia/Bolivian; Bosnia/Bosnian;
Botswana/Botswanan; Brazil/Brazilian; Britain/British/Britons; Bulgaria/Bulgarian; Burma/Burmese;
Cambodia/Cambodian; Cameroon/Cameroonian; Canada/Canadian; Chad/Chadian; Chechnya/Chechen;
Chile/Chilean; China/Chinese; Colombia/Colombian; Congo/Congolese; Croatia/Croatian; Cuba/Cuban;
Cyprus/Cypriot; Czechoslovakia/Czechoslovak; Dagestan/Dagestani; Denmark/Danish/Danes;
Ecuador/Ecuadorian; Egypt/Egyptian; England/English; Eritrea/Eritrean; Estonia/Estonian;
Ethiopia/Ethiopian; Europe/European; Finland/Finnish/Finns; France/French; Georgia/Georgian;
Germany/German; Ghana/Ghanaian; Greece/Greek; Greenland/Greenlandic/Greenlanders;
Guatemala/Guatemalan; Guinea/Guinean; Haiti/Haitian; Honduras/Honduran; Hungary/Hungarian;
Iceland/Icelandic/Icelanders; India/Indian; Indonesia/Indonesian; Iran/Iranian; Iraq/Iraqi;
Ireland/Irish; Israel/Israeli; Italy/Italian; Jamaica/Jamaican; Japan/Japanese; Jordan/Jordanian;
Kazakhstan/Kazakh; Kenya/Kenyan; Kosovo/Kosovar; Kuwait/Kuwaiti; Kyrgyzstan/Kyrgyz; Laos/Laotian;
Latvia/Latvian; Lebanon/Lebanese; Liberia/Liberian; Libya/Libyan; Lithuania/Lithuanian;
Luxembourg/Luxembourgish/Luxembourgers; Macedonia/Macedonian; Malaysia/Malaysian;
Maldives/Maldivian; Mali/Malian; Malta/Maltese; Mauritania/Mauritanian; Mexico/Mexican;
Moldova/Moldovan; Mongolia/Mongolian; Montenegro/Montenegrin; Morocco/Moroccan;
Mozambique/Mozambican; Myanmar/Burmese; Namibia/Namibian; Nepal/Nepalese; Netherlands/Dutch;
New Zealand/New Zealand/New Zealanders; Nicaragua/Nicaraguan; Niger/Nigerien; Nigeria/Nigerian;
North Korea/North Korean; North Macedonia/Macedonian; Norway/Norwegian; Oman/Omani;
Pakistan/Pakistani; Palestine/Palestinian; Panama/Panamanian; Paraguay/Paraguayan; Peru/Peruvian;
Philippines/Philippine/Filipinos; Poland/Polish/Poles; Portugal/Portuguese; Qatar/Qatari;
Romania/Romanian; Russia/Russian; Rwanda/Rwandan; Saudi Arabia/Saudi; Scotland/Scottish/Scots;
Senegal/Senegalese; Serbia/Serbian/Serbs; Singapore/Singaporean; Slovakia/Slovak; Slovenia/Slovene;
Somalia/Somali; South Africa/South African; South Korea/South Korean; Soviet Union/Soviet;
Spain/Spanish/Spaniards; Sri Lanka/Sri Lankan; Sudan/Sudanese; Sweden/Swedish/Swedes;
Switzerland/Swiss; Syria/Syrian; Taiwan/Taiwanese; Tajikistan/Tajik; Tanzania/Tanzanian;
Thailand/Thai; Tunisia/Tunisian; Turkey/Turkish/Turks; Turkmenistan/Turkmen/Turkmens; Uganda/Ugandan;
Ukraine/Ukrainian; United Arab Emirates/Emirati; United Kingdom/British/Britons;
United States/American; Uruguay/Uruguayan; Uzbekistan/Uzbek; Venezuela/Venezuelan;
Vietnam/Vietnamese; Wales/Welsh; Yemen/Yemeni; Yugoslavia/Yugoslav; Zambia/Zambian;
Zimbabwe/Zimbabwean; Africa/African; America/American; Asia/Asian; UK/British/Britons; US/American;
USA/American
"""
WITH_ARTICLE = frozenset(
    {"Maldives", "Netherlands", "Philippines", "Soviet Union", "UK", "US", "USA"}
    | {"United Arab Emirates", "United Kingdom", "United States"}
)


class Form(StrEnum):
    """How a country is spoken of: Denmark, Danish, Danes."""

    NAME = "name"
    ADJECTIVE = "adjective"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Country:
    """A country's name, adjective and people."""

    name: str
    adjective: str
    people: str

    def in_form(self, form: Form) -> str:
        """The country in a sentence: with its article where the name takes one."""
        if form is Form.NAME:
            return f"the {self.name}" if self.name in WITH_ARTICLE else self.name
        return self.adjective if form is Form.ADJECTIVE else self.people


def _people(adjective: str) -> str:
    """The people by the adjective: Germans, but Chinese, French, Swiss and Kyrgyz."""
    return adjective if adjective.endswith(("ese", "ch", "sh", "ss", "yz")) else f"{adjective}s"


def _read(line: str) -> Country:
    name, adjective, *people = line.strip().split("/")
    return Country(name, adjective, people[0] if people else _people(adjective))


COUNTRIES = tuple(_read(entry) for entry in TABLE.replace("\n", " ").split(";"))
CASED = frozenset({"UK", "US", "USA", "Polish", "Chad"})  # in small letters they are other words
# Whichever is said first in the table: "British" is Britain's, "American" the United States'.
_BY_WORD: dict[str, tuple[Country, Form]] = {}
for _country in COUNTRIES:
    for _form, _word in (
        (Form.NAME, _country.name),
        (Form.ADJECTIVE, _country.adjective),
        (Form.PEOPLE, _country.people),
    ):
        _BY_WORD.setdefault(_word if _word in CASED else _word.casefold(), (_country, _form))


def _either(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


COUNTRY = re.compile(rf"\b(?:{_either([*CASED])}|(?i:{_either([*(_BY_WORD.keys() - CASED)])}))\b")


def country_in(word: str) -> tuple[Country, Form] | None:
    """Which country a word speaks of, and in which form."""
    return _BY_WORD.get(word) or _BY_WORD.get(word.casefold())
