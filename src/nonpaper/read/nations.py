"""Which state does "Israeli", "Washington" or "the Kremlin" stand for? A general table, for reports without a case.

A case's own aliases always come first; the table only adds the adjective and the seat of government of a state that
is named. What stands here is geography, not opinion: a name that two states claim is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

# Name of the state: its other names, adjectives and people; then, after the bar, seats of government.
_TABLE = """
Afghanistan: Afghan, Afghans | Kabul
Albania: Albanian, Albanians | Tirana
Algeria: Algerian, Algerians | Algiers
Angola: Angolan, Angolans | Luanda
Argentina: Argentine, Argentinian, Argentines | Buenos Aires
Armenia: Armenian, Armenians | Yerevan
Australia: Australian, Australians | Canberra
Austria: Austrian, Austrians
Azerbaijan: Azerbaijani, Azeri, Azerbaijanis | Baku
Bahrain: Bahraini, Bahrainis | Manama
Bangladesh: Bangladeshi, Bangladeshis | Dhaka
Belarus: Belarusian, Belarusians, Belarussian | Minsk
Belgium: Belgian, Belgians
Bolivia: Bolivian, Bolivians | La Paz
Bosnia: Bosnian, Bosnians, Bosnia and Herzegovina | Sarajevo
Brazil: Brazilian, Brazilians | Brasilia
Bulgaria: Bulgarian, Bulgarians
Burundi: Burundian, Burundians
Cambodia: Cambodian, Cambodians | Phnom Penh
Cameroon: Cameroonian, Cameroonians
Canada: Canadian, Canadians | Ottawa
Central African Republic: Central African
Chad: Chadian, Chadians
Chile: Chilean, Chileans
China: Chinese, People's Republic of China | Beijing
Colombia: Colombian, Colombians | Bogota, Bogotá
Congo: Congolese, DR Congo, Democratic Republic of Congo, DRC | Kinshasa
Costa Rica: Costa Rican, Costa Ricans
Croatia: Croatian, Croatians | Zagreb
Cuba: Cuban, Cubans | Havana
Cyprus: Cypriot, Cypriots | Nicosia
Czech Republic: Czech, Czechs, Czechia | Prague
Denmark: Danish, Danes | Copenhagen
Ecuador: Ecuadorian, Ecuadorean, Ecuadorians | Quito
Egypt: Egyptian, Egyptians | Cairo
El Salvador: Salvadoran, Salvadorans
Eritrea: Eritrean, Eritreans | Asmara
Estonia: Estonian, Estonians | Tallinn
Ethiopia: Ethiopian, Ethiopians | Addis Ababa
European Union: EU, E.U., European Commission, European Council, EC | Brussels
Finland: Finnish, Finns | Helsinki
France: French | Paris, Elysee, Élysée
Georgia: Georgian, Georgians | Tbilisi
Germany: German, Germans | Berlin
Ghana: Ghanaian, Ghanaians | Accra
Greece: Greek, Greeks | Athens
Guatemala: Guatemalan, Guatemalans
Guyana: Guyanese
Haiti: Haitian, Haitians
Honduras: Honduran, Hondurans
Hungary: Hungarian, Hungarians | Budapest
Iceland: Icelandic, Icelanders | Reykjavik
India: Indian, Indians | New Delhi, Delhi
Indonesia: Indonesian, Indonesians | Jakarta
Iran: Iranian, Iranians, Islamic Republic | Tehran
Iraq: Iraqi, Iraqis | Baghdad
Ireland: Irish | Dublin
Israel: Israeli, Israelis | Jerusalem, Tel Aviv
Italy: Italian, Italians | Rome
Ivory Coast: Ivorian, Ivorians, Côte d'Ivoire
Japan: Japanese | Tokyo
Jordan: Jordanian, Jordanians | Amman
Kazakhstan: Kazakh, Kazakhs | Astana
Kenya: Kenyan, Kenyans | Nairobi
Kosovo: Kosovar, Kosovars, Kosovan | Pristina
Kuwait: Kuwaiti, Kuwaitis
Kyrgyzstan: Kyrgyz | Bishkek
Laos: Lao, Laotian
Latvia: Latvian, Latvians | Riga
Lebanon: Lebanese | Beirut
Libya: Libyan, Libyans | Tripoli
Lithuania: Lithuanian, Lithuanians | Vilnius
Malaysia: Malaysian, Malaysians | Kuala Lumpur
Mali: Malian, Malians | Bamako
Malta: Maltese
Mexico: Mexican, Mexicans | Mexico City
Moldova: Moldovan, Moldovans | Chisinau
Mongolia: Mongolian, Mongolians
Montenegro: Montenegrin, Montenegrins
Morocco: Moroccan, Moroccans | Rabat
Mozambique: Mozambican, Mozambicans | Maputo
Myanmar: Burmese, Burma | Naypyidaw
Namibia: Namibian, Namibians
Nepal: Nepali, Nepalese | Kathmandu
Netherlands: Dutch | The Hague
New Zealand: New Zealanders | Wellington
Nicaragua: Nicaraguan, Nicaraguans | Managua
Niger: Nigerien
Nigeria: Nigerian, Nigerians | Abuja
North Korea: North Korean, North Koreans, DPRK | Pyongyang
North Macedonia: Macedonian, Macedonians, Macedonia | Skopje
Norway: Norwegian, Norwegians | Oslo
Oman: Omani, Omanis | Muscat
Pakistan: Pakistani, Pakistanis | Islamabad
Palestinian Authority: Palestinian, Palestinians, PA | Ramallah
Panama: Panamanian, Panamanians
Paraguay: Paraguayan, Paraguayans
Peru: Peruvian, Peruvians | Lima
Philippines: Philippine, Filipino, Filipinos | Manila
Poland: Polish, Poles | Warsaw
Portugal: Portuguese | Lisbon
Qatar: Qatari, Qataris | Doha
Romania: Romanian, Romanians | Bucharest
Russia: Russian, Russians, Russian Federation | Moscow, Kremlin
Rwanda: Rwandan, Rwandans | Kigali
Saudi Arabia: Saudi, Saudis, Saudi Arabian | Riyadh
Senegal: Senegalese | Dakar
Serbia: Serbian, Serbians, Serb, Serbs | Belgrade
Sierra Leone: Sierra Leonean
Singapore: Singaporean, Singaporeans
Slovakia: Slovak, Slovaks | Bratislava
Slovenia: Slovenian, Slovene, Slovenes | Ljubljana
Somalia: Somali, Somalis | Mogadishu
South Africa: South African, South Africans | Pretoria
South Korea: South Korean, South Koreans | Seoul
South Sudan: South Sudanese | Juba
Spain: Spanish, Spaniards | Madrid
Sri Lanka: Sri Lankan, Sri Lankans | Colombo
Sudan: Sudanese | Khartoum
Sweden: Swedish, Swedes | Stockholm
Switzerland: Swiss | Bern
Syria: Syrian, Syrians | Damascus
Taiwan: Taiwanese | Taipei
Tajikistan: Tajik, Tajiks | Dushanbe
Tanzania: Tanzanian, Tanzanians
Thailand: Thai, Thais | Bangkok
Tunisia: Tunisian, Tunisians | Tunis
Turkey: Turkish, Turks, Türkiye, Turkiye | Ankara
Turkmenistan: Turkmen | Ashgabat
Uganda: Ugandan, Ugandans | Kampala
Ukraine: Ukrainian, Ukrainians | Kiev, Kyiv
United Arab Emirates: UAE, Emirati, Emiratis, Emirates | Abu Dhabi
United Kingdom: UK, U.K., British, Britain, Britons, Great Britain | London, Downing Street, Whitehall
United Nations: UN, U.N.
United States: US, U.S., USA, U.S.A., America, American, Americans, United States of America | \
Washington, White House, State Department, Pentagon, Obama administration, Bush administration, \
Trump administration, Biden administration, Clinton administration, US administration
Uruguay: Uruguayan, Uruguayans | Montevideo
Uzbekistan: Uzbek, Uzbeks | Tashkent
Venezuela: Venezuelan, Venezuelans | Caracas
Vietnam: Vietnamese | Hanoi
Yemen: Yemeni, Yemenis | Sanaa, Aden
Zambia: Zambian, Zambians | Lusaka
Zimbabwe: Zimbabwean, Zimbabweans | Harare
"""

_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"[’']s?$")


def bare(words: str) -> str:
    """The words without article, quotation marks and possessive ending, white space folded."""
    plain = " ".join(words.split()).strip(" ‘’“”\"'.,;:")
    return _POSSESSIVE.sub("", _ARTICLE.sub("", plain)).strip()


@cache
def _tables() -> tuple[Mapping[str, str], Mapping[str, str]]:
    names: dict[str, str] = {}
    seats: dict[str, str] = {}
    for line in _TABLE.replace("\\\n", "").strip().splitlines():
        state, _, rest = line.partition(":")
        others, _, cities = rest.partition("|")
        for word in (state, *others.split(",")):
            names[word.strip().casefold()] = state
        for word in cities.split(","):
            if word.strip():
                seats[word.strip().casefold()] = state
    return MappingProxyType(names), MappingProxyType(seats)


def state_of(words: str, *, seats: bool = True) -> str:
    """The state that goes by these words: its name, adjective or people, or (with `seats`) its seat of government.

    "" where none does. Case matters for the short names ("us" is a pronoun, "US" a state).
    """
    plain = bare(words)
    if re.fullmatch(r"(?:[A-Z]\.)*[A-Z]", plain) and "." in plain:
        plain = plain.replace(".", "")  # "U.S" whose last stop was taken for the sentence's
    names, cities = _tables()
    if plain.casefold() in ("us", "un", "eu", "uk", "pa", "ec") and not plain.isupper():
        return ""
    return names.get(plain.casefold(), "") or (cities.get(plain.casefold(), "") if seats else "")


# Heads of state and of government, and chief negotiators, whom reports name without their state. A name is kept where
# for years it meant one office-holder in the press of the world; it is a last resort, and never more than "medium".
_LEADERS = """
United States: Barack Obama, Donald Trump, Joe Biden, George W. Bush, Bill Clinton, John Kerry, Hillary Clinton, \
Marco Rubio, Antony Blinken, Rex Tillerson, Mike Pompeo, Steve Witkoff, Robert Lighthizer, Jared Kushner
Russia: Vladimir Putin, Sergei Lavrov, Sergey Lavrov, Dmitry Medvedev, Dmitry Peskov
Ukraine: Petro Poroshenko, Volodymyr Zelensky, Volodymyr Zelenskyy, Volodymyr Zelenskiy
Israel: Benjamin Netanyahu, Ehud Olmert, Ehud Barak, Ariel Sharon, Tzipi Livni, Yair Lapid
Palestinian Authority: Mahmoud Abbas, Saeb Erekat, Yasser Arafat
Iran: Hassan Rouhani, Mohammad Javad Zarif, Javad Zarif, Ali Khamenei, Abbas Araghchi, Masoud Pezeshkian
Syria: Bashar al-Assad, Bashar Assad
Turkey: Recep Tayyip Erdogan, Recep Tayyip Erdoğan, Ahmet Davutoglu
Egypt: Abdel Fattah el-Sisi, Hosni Mubarak, Mohammed Morsi
Afghanistan: Ashraf Ghani, Hamid Karzai
Colombia: Juan Manuel Santos, Alvaro Uribe, Iván Duque, Gustavo Petro
Venezuela: Nicolas Maduro, Nicolás Maduro, Hugo Chavez
Cuba: Raul Castro, Raúl Castro, Fidel Castro
Mexico: Enrique Pena Nieto, Enrique Peña Nieto, Andres Manuel Lopez Obrador
Canada: Justin Trudeau, Stephen Harper, Chrystia Freeland
China: Xi Jinping, Hu Jintao, Liu He, Wang Yi
North Korea: Kim Jong Un, Kim Jong-un, Kim Jong Il
South Korea: Moon Jae-in, Park Geun-hye
Japan: Shinzo Abe
India: Narendra Modi, Manmohan Singh
Pakistan: Imran Khan, Nawaz Sharif
United Kingdom: David Cameron, Theresa May, Boris Johnson, Tony Blair, Gordon Brown, Keir Starmer, Rishi Sunak
European Union: Jean-Claude Juncker, Ursula von der Leyen, Michel Barnier, Federica Mogherini, Catherine Ashton, \
Josep Borrell, Donald Tusk, Charles Michel
Germany: Angela Merkel, Olaf Scholz, Frank-Walter Steinmeier
France: Emmanuel Macron, Francois Hollande, François Hollande, Nicolas Sarkozy, Laurent Fabius
Greece: Alexis Tsipras, Yanis Varoufakis, Antonis Samaras, Euclid Tsakalotos
United Nations: Ban Ki-moon, Antonio Guterres, António Guterres, Kofi Annan
Saudi Arabia: Mohammed bin Salman
South Sudan: Salva Kiir
Sudan: Omar al-Bashir
Ethiopia: Abiy Ahmed
Serbia: Aleksandar Vucic, Aleksandar Vučić
Armenia: Nikol Pashinyan
Azerbaijan: Ilham Aliyev
Belarus: Alexander Lukashenko
"""


@cache
def _leaders() -> Mapping[str, str]:
    known: dict[str, str] = {}
    for line in _LEADERS.replace("\\\n", "").strip().splitlines():
        state, _, names = line.partition(":")
        for name in names.split(","):
            known[name.strip().casefold()] = state
    return MappingProxyType(known)


def leads(name: str) -> str:
    """The state that a well-known person has spoken for; "" for anybody else."""
    asked = bare(name).casefold()
    if " " in asked or not asked:
        return _leaders().get(asked, "")
    # A surname alone counts only where no two of them share it.
    states = {state for leader, state in _leaders().items() if leader.split()[-1] == asked}
    return states.pop() if len(states) == 1 else ""
