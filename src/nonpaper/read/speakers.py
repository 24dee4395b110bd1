"""Whose words are these? From the words of a source to a speaker, the party spoken for, and whether they are named.

A speaker who is not known stays unknown. With a case, parties are found by the case's names, aliases and speakers and
by the adjective of a state among them ("Israeli"); without one, a speaker's party is the state or body that the report
itself puts beside the name ("Norwegian Foreign Minister", "spokesman for the dockers' union"), under the name it goes
by in the report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nonpaper.case.case import Case, Draft
from nonpaper.case.issues import Issue
from nonpaper.case.parties import Party, Role
from nonpaper.read.attribution import Attribution, Parsed
from nonpaper.read.case_terms import CaseTerms
from nonpaper.read.nations import bare, leads, state_of
from nonpaper.read.proposals import Confidence
from nonpaper.read.spans import Span


def _set(words: str) -> frozenset[str]:
    """The words of a list, which are parted by spaces."""
    return frozenset(words.split())


@dataclass(frozen=True, slots=True)
class CaseWords:
    """What a reader needs of a case: who takes part and by which words, what is on the table. Empty without one."""

    parties: tuple[Party, ...] = ()
    issues: tuple[Issue, ...] = ()
    drafts: tuple[Draft, ...] = ()
    # Made from the three above, so it adds nothing to what tells two of these apart.
    terms: CaseTerms | None = field(default=None, compare=False, repr=False)


def case_words(case: Case | None) -> CaseWords:
    """The words of a case; empty for None."""
    if case is None:
        return CaseWords()
    parties, issues, drafts = case.parties.values(), case.issues.values(), case.drafts.values()
    return CaseWords(tuple(parties), tuple(issues), tuple(drafts), CaseTerms.of(case))


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker as the report lets us know one. What is not known is "".

    `kind` is "person", "state", "body", "group", "document", "anonymous", "bystander", "media", "thing" or "unknown".
    """

    name: str
    kind: str
    party: str = ""
    role: str = ""
    named: bool = True
    confidence: Confidence = Confidence.HIGH
    reason: str = ""
    party_confidence: Confidence = Confidence.HIGH
    party_reason: str = ""
    third: bool = False  # stands between the sides: a mediator, host or other without a signature of its own

    @property
    def speaks(self) -> bool:
        """Whether this can hold a position or tell of one at all."""
        return self.kind not in ("thing", "unknown")


NOBODY = Voice("", "unknown", named=False, confidence=Confidence.LOW, reason="no source")

# Nouns that head a source. Each group is told by what the noun says of the speaker.
_ANONYMOUS = _set(
    "official source diplomat negotiator aide adviser advisor insider person people individual observer critic "
    "opponent supporter member lawmaker legislator delegate mediator figure representative intermediary someone "
    "some other others many everyone nobody participant attendee informant colleague counterpart country state nation "
    "camp"
)
_NAMED_BODIES = frozenset({"representative", "government", "member", "camp", "state"})  # named where "of" or a name is
_BYSTANDERS = _set(
    "analyst expert observer professor researcher economist academic scholar historian columnist commentator parent "
    "resident pollster specialist strategist student witness passenger customer consumer shopper commuter survivor "
    "neighbour neighbor villager think-tank author lecturer editor correspondent journalist reporter anchor presenter"
)
_SPOKEN = re.compile(r"^(?:spokes(?:man|woman|person|people|men|women)|press secretary)$", re.IGNORECASE)
_DOCUMENTS = _set(
    "statement draft plan proposal letter communique communiqué text document declaration resolution agreement roadmap "
    "memo memorandum offer paper message tweet post announcement release"
)
_GROUPS = _set(
    "rebel separatist militant fighter insurgent teacher worker union employee doctor nurse driver protester protestor "
    "minister leader leadership delegation side party team group movement faction coalition alliance army force "
    "military government administration ministry department office board council committee commission parliament "
    "congress senate cabinet court company firm employer management carmaker airline airlines association federation "
    "confederation organisation organization agency authority authorities bloc envoy president presidency government "
    "guerrilla militia regime opposition staff faculty dockworker miner farmer pilot player owner striker picketer "
    "executive manager chief bishop church senator congressman republican democrat lawmaker tribe clan junta mission "
    "secretariat body institution institute bank university school hospital city mayor governor province region "
    "neighbour ally partner negotiators"
)
_OF_STATE = _set(
    "government cabinet ministry department parliament congress senate military army navy force police "
    "presidency embassy occupation occupier "
    "administration delegation leadership authority authorities court council agency office forces"
)
_PERSONS = _set(
    "president minister mayor chief premier chancellor secretary governor leader envoy ambassador chairman chairwoman "
    "chair director commissioner negotiator general spokesman spokeswoman spokesperson king prince sheikh emir senator "
    "head commander colonel boss executive superintendent principal lawyer man woman lawmaker representative adviser "
    "official diplomat billionaire republican democrat"
)
_NOT_NAMES = frozenset(
    {"DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "ORDINAL", "QUANTITY", "EVENT", "LAW", "PERSON"}
)
_TITLED = re.compile(
    r"((?:[A-Z][\w&.’'-]*\s)+)(President|Chairman|Chairwoman|Chair|Chief|CEO|Director|Secretary|Commissioner|"
    r"Mayor|Governor|"
    r"Superintendent|Leader|Negotiator|Spokesman|Spokeswoman|General)\b"
)
_KINDS_OF_OFFICE = _set(
    "Vice Deputy Senior Former Prime Foreign Trade Defense Defence Interior Finance Justice Labour Labor Health "
    "Education Energy "
    "Environment Climate General Executive Chief National Security Press Special Acting Interim Assistant "
    "Managing High First "
    "Attorney Treasury Home State The A Lead Top"
)
_AGENT = re.compile(r"(?:er|or|ist|ian|man|woman|ee)$")
_NOT_AGENTS = _set(
    "number paper letter matter order power border offer river factor sector motor computer server quarter "
    "dollar barrier "
    "disaster corner corridor error mirror terror answer chapter computer counter danger figure finger hunger "
    "layer trailer "
    "committee guarantee degree fee tree charter encounter transfer weather winter summer shoulder manner "
    "master meter tanker"
)
_WORKERS = _set(
    "worker employee machinist teacher nurse doctor driver pilot miner docker dockworker crew staff striker "
    "steward guard "
    "engineer technician clerk cleaner porter welder writer actor player "
    "lecturer farmer picketer faculty"
)
_OWNERS = frozenset({"his", "her", "its", "their", "our", "my"})
_OFFICES_OF_ONE = frozenset(
    {"president", "minister", "premier", "mayor", "chancellor", "king", "secretary", "governor", "pope"}
)
_PRONOUNS = frozenset(
    {
        "his",
        "her",
        "its",
        "their",
        "our",
        "my",
        "he",
        "she",
        "it",
        "they",
        "i",
        "we",
        "who",
        "this",
        "that",
        "these",
        "those",
        "both",
        "you",
    }
)
_TITLES = _set("mr mrs ms miss dr sir lord lady col gen lt capt rep sen gov prof")
_MEDIA = re.compile(
    r"\b(?:news|times|tribune|journal|herald|guardian|telegraph|gazette|newspaper|daily|television|tv|radio|"
    r"broadcaster|broadcasting|(?:news|press|state) agency|channel|(?:news|television|tv|radio|state) network|"
    r"magazine|weekly|press|reuters|afp|ap|bloomberg|cnn|bbc|nbc|abc|"
    r"cbs|fox|npr|pbs|sky|al[- ]jazeera|al[- ]arabiya|xinhua|tass|interfax|ria|anadolu|dpa|politico|axios|podcast|"
    r"station|outlet|website|blog|media|reporters?|correspondent|journalists?)\b",
    re.IGNORECASE,
)
_CALL_SIGN = re.compile(r"^[KW][A-Z]{2,3}(?:-\w+)?$")  # the call signs of American stations
# Offices that one state alone has under this name in the press of the world.
_OFFICES = {
    "secretary of state": "United States",
    "secretary of defense": "United States",
    "defense secretary": "United States",
    "treasury secretary": "United States",
    "national security adviser": "",
    "attorney general": "",
    "house speaker": "United States",
    "white house": "United States",
    "state department": "United States",
    "pentagon": "United States",
    "oval office": "United States",
    "kremlin": "Russia",
    "knesset": "Israel",
    "downing street": "United Kingdom",
    "bundestag": "Germany",
    "supreme leader": "Iran",
    "dail": "Ireland",
}
_BRINGS = _set("release table present submit publish issue unveil propose send circulate draft offer deliver draw")
_WORD = re.compile(r"[^\W_]+(?:[.’'-][^\W_]+)*\.?")


def is_media(words: str) -> bool:
    """Whether these words name a paper, an agency, a station or their people."""
    if re.fullmatch(r"(?:the )?(?:\w+ )?Post", words.strip()) and not state_of(words.strip().removesuffix("Post")):
        return True  # The Post, the Harbour Post; but not Canada Post
    return bool(_MEDIA.search(words)) or any(_CALL_SIGN.match(word) for word in words.split())


@dataclass(slots=True)
class _Person:
    name: str
    at: int
    party: str = ""
    party_reason: str = ""
    role: str = ""
    bystander: bool = False
    owner: Any = None  # the pronoun of "its envoy, Wei Tan"
    mentions: list[int] = field(default_factory=list)


class Speakers:
    """The speakers of one parsed report, found once; `voice` then resolves a source in order of the text."""

    def __init__(self, parsed: Parsed, words: CaseWords) -> None:
        self.parsed = parsed
        self.text = parsed.document.text
        self.words = words
        self.persons: dict[str, _Person] = {}
        self.bodies: list[tuple[int, str]] = []  # where, name
        self.acronyms: dict[str, str] = {}
        self.places: set[str] = set()
        self._nearest_at = -1  # where the subject stood that was found last
        self.subjects: list[tuple[int, str, Voice]] = []  # what pronouns may point back to
        self._aliases = _alias_table(words)
        self._known = [(name, party) for party in words.parties for rank in party.speakers.values() for name in rank]
        self._usual = self._state_names()
        self._cache: dict[tuple[Span, ...], Voice] = {}
        self._read_names()

    # -- what the whole report says

    def _state_names(self) -> dict[str, str]:
        """State -> the noun by which this report calls it most often."""
        counts: dict[str, Counter[str]] = {}
        for match in re.finditer(r"\b(?:the )?((?:[A-Z][\w.]+)(?: (?:and )?[A-Z][\w.]+){0,3})", self.text):
            words = match[1].split()
            for size in range(len(words), 0, -1):
                for start in range(len(words) - size + 1):
                    phrase = " ".join(words[start : start + size])
                    plain = phrase if phrase.endswith(("U.S.", "U.N.", "U.K.", "E.U.")) else phrase.rstrip(".")
                    state = state_of(plain, seats=False)
                    if state and (plain == state or plain.replace(".", "").isupper()):
                        counts.setdefault(state, Counter())[plain] += 1
        return {
            state: sorted(found.items(), key=lambda one: (-one[1], one[0]))[0][0] for state, found in counts.items()
        }

    def _read_names(self) -> None:
        persons: list[tuple[Any, int]] = []
        for paragraph in self.parsed.paragraphs:
            if paragraph.doc is None:
                continue
            doc = self.parsed.language.names(paragraph.doc)
            for entity in doc.ents:
                at = paragraph.span.start + entity.start_char
                if entity.label_ == "PERSON":
                    persons.append((entity, at))
                elif entity.label_ == "GPE":
                    self.places.add(bare(entity.text))
                elif entity.label_ == "ORG" and len(entity.text) > 1:
                    self.bodies.append((at, bare(entity.text)))
            for match in re.finditer(r"\(([A-Z][A-Za-z]{1,7})\)", doc.text):
                full = _spelt_out(doc.text[: match.start()], match[1])
                if full:
                    self.acronyms[match[1]] = full
                    self.acronyms[full] = match[1]
        # All bodies are known before the first person is placed beside one.
        for entity, at in persons:
            self._person(entity, at)

    def _person(self, entity: Any, at: int) -> None:
        first = entity.start
        doc = entity.doc
        while (
            first
            and doc[first - 1].pos_ == "PROPN"
            and not doc[first - 1].ent_type_
            and doc[first - 1].head == entity.root
            and doc[first - 1].lower_ not in _PERSONS
            and doc[first - 1].lower_.rstrip(".") not in _TITLES
        ):
            first -= 1
        name = _plain_name(doc[first : entity.end].text)
        if not name:
            return
        if state_of(name):
            return
        known = self.find_person(name)
        if known is None:
            known = _Person(name, at)
            self.persons[name] = known
        elif len(name.split()) > len(known.name.split()) and name.split()[-1] == known.name.split()[-1]:
            del self.persons[known.name]
            known.name = name
            self.persons[name] = known
        known.mentions.append(at)
        phrase, role, bystander = _description(entity)
        if phrase and not known.party and not bystander:
            known.party, known.party_reason = self.affiliation(phrase, entity)
        if role and not known.role:
            known.role = role
        if not known.party and known.owner is None:
            near = [
                entity.root,
                *([entity.root.head] if entity.root.dep_ in ("appos", "compound") else []),
                *(c for c in entity.root.children if c.dep_ == "appos"),
            ]
            known.owner = next((c for t in near for c in t.children if c.dep_ == "poss" and c.lower_ in _OWNERS), None)
        known.bystander = known.bystander or ((bystander or is_media(phrase)) and not known.party)

    def find_person(self, words: str, before: int | None = None) -> _Person | None:
        """The person whose full name ends with (or is) these words; None where none or more than one does."""
        asked = _plain_name(words).split()
        if not asked:
            return None
        ending = [one for one in self.persons.values() if one.name.split()[-len(asked) :] == asked]
        if ending:
            longest = max(ending, key=lambda one: len(one.name))
            if all(longest.name.endswith(one.name) for one in ending):
                return longest
        found = [
            one
            for one in self.persons.values()
            if one.name.split()[-len(asked) :] == asked
            or asked[-len(one.name.split()) :] == one.name.split()
            or (len(asked) == 1 and asked[0] in one.name.split()[-2:] and len(one.name.split()) > 2)
        ]
        return found[0] if len(found) == 1 else None

    # -- parties

    def party_in(self, phrase: str) -> tuple[str, str]:
        """The case's party that a phrase names, and by which of its words; ("", "") without one."""
        folded = f" {_folded(phrase)} "
        for alias, party in self._aliases:
            if f" {alias} " in folded:
                return party.id, f"alias: {alias}"
        for word_phrase in _grams(phrase):
            state = state_of(word_phrase, seats=False)
            if state:
                for party in self.words.parties:
                    if state in {state_of(name) for name in (party.name, *party.aliases)}:
                        return party.id, f"adjective: {word_phrase}"
        return "", ""

    def affiliation(self, phrase: str, entity: Any = None) -> tuple[str, str]:
        """The party, state or body that a phrase puts beside a name, and the reason; ("", "") for none."""
        party, reason = self.party_in(phrase)
        if party:
            return party, reason
        for words in _grams(phrase):
            state = state_of(words, seats=False)
            if state:
                return self._state(state), f"beside the name: {words}"
        for word in re.findall(r"[A-Z][\w-]+(?= government|['’]s)", phrase):
            if leads(word):
                party = self.party_in(leads(word))[0]
                return party or self._state(leads(word)), f"well known: {word}"
        lowered = phrase.casefold()
        for office, state in _OFFICES.items():
            if state and re.search(rf"\b{office}\b", lowered):
                party, reason = self.party_in(state)
                return (party, reason) if party else (self._state(state), f"office: {office}")
        body = self._body_in(phrase)
        if body:
            return body, f"beside the name: {body}"
        return "", ""

    def _state(self, state: str) -> str:
        return self._usual.get(state, state)

    def _goes_by(self, body: str) -> str:
        """A body's name as the report uses it: the acronym where it comes at least as often, else the full name."""
        other = self.acronyms.get(body, "")
        if not other:
            return body
        short, full = sorted((body, other), key=len)
        return short if self.text.count(short) > self.text.count(full) else full

    def _body_in(self, phrase: str) -> str:
        plain = bare(phrase)
        best = ""
        for _, body in self.bodies:
            if self.find_person(body) is not None:
                continue
            if len(body) > len(best) and re.search(rf"(?<!\w){re.escape(body)}(?!\w)", phrase) and not is_media(body):
                best = body
        if best:
            return self._goes_by(best)
        owner = re.match(
            r"(?:the |a )?([\w '’-]{3,40}?)(?:['’]s?) (?:\w+ ){0,3}(?:president|leader|chief|head|"
            r"negotiator|spokes\w+|chair\w*|director|official|secretary|lawyer)",
            phrase,
            re.IGNORECASE,
        )
        if owner and owner[1].lower() not in _PRONOUNS:
            return self._same_head(owner[1].split()[-1].lower(), len(self.text)) or bare(owner[1])
        match = re.search(
            r"\b(?:spokes\w+ (?:for|of)|president of|head of|leader of|chief of|director of) (?:the )?(.+)", plain
        )
        if match:
            return bare(match[1].split(",")[0])
        titled = _TITLED.match(plain)
        if titled:
            words = [word for word in titled[1].split() if word not in _KINDS_OF_OFFICE]
            if words and " ".join(words) in self.places:
                # The head of a town or a province speaks for it under that office: "Bergen Mayor".
                return " ".join([*words, titled[2]])
            return " ".join(words)
        return ""

    # -- one source

    def voice(self, attribution: Attribution, outer: Voice | None = None) -> Voice:
        """The speaker of an attribution. `outer` speaks the words in which it stands ("we" means them)."""
        if not attribution.source:
            return NOBODY
        return self.of(attribution.source[0], outer, attribution.cue[0].start)

    def of(self, span: Span, outer: Voice | None = None, at: int | None = None) -> Voice:
        """The speaker that a stretch of the text means."""
        paragraph = self.parsed.paragraph(span.start)
        tokens = None if paragraph is None else paragraph.tokens(span)
        if tokens is None:
            return self._plain(span)
        head = tokens.root
        joined = [one for one in head.conjuncts if span.start <= self._at(paragraph, one) < span.end]
        if joined and head.pos_ in ("PROPN", "NOUN", "PRON"):
            parts = [self._one(paragraph, head, tokens, outer, at, alone=True)]
            parts += [self._one(paragraph, one, tokens, outer, at, alone=True) for one in joined]
            return _together(parts)
        return self._one(paragraph, head, tokens, outer, at)

    def _at(self, paragraph: Any, token: Any) -> int:
        return int(paragraph.span.start + token.idx)

    def _one(
        self, paragraph: Any, head: Any, tokens: Any, outer: Voice | None, at: int | None, alone: bool = False
    ) -> Voice:
        if alone:
            own = [
                t
                for t in head.subtree
                if not any(t in c.subtree or t == c for c in head.children if c.dep_ in ("conj", "cc", "relcl"))
            ]
            phrase = " ".join(t.text for t in own)
            own_tokens: Sequence[Any] = own
        else:
            own_tokens = [t for t in tokens if not _in_relative(t, head)]
            phrase = tokens.doc[own_tokens[0].i : own_tokens[-1].i + 1].text if own_tokens else tokens.text
        place = self._at(paragraph, head)
        word = head.lower_
        if word in _PRONOUNS and head.pos_ in ("PRON", "DET"):
            return self._pronoun(word, place, outer, paragraph, head)
        person = self._named_person(own_tokens, phrase)
        if person is not None:
            return self._person_voice(person, phrase)
        return self._noun(head, phrase, place, outer)

    def _named_person(self, tokens: Sequence[Any], phrase: str) -> _Person | None:
        if not len(tokens):
            return None
        doc = tokens[0].doc
        low, high = tokens[0].i, tokens[-1].i + 1
        head = next((t for t in tokens if t.head not in tokens or t.head == t), tokens[0])
        for entity in doc.ents:
            inside = entity.label_ == "PERSON" and low <= entity.start and entity.end <= high
            # "Smith's lawyer" is not Smith: the head must be the name itself.
            if inside and (entity.start <= head.i < entity.end or entity.root.dep_ == "appos"):
                return self.find_person(entity.text)
        for name, _ in self._known:
            if head.text == name.split()[-1]:
                return self.find_person(head.text) or _Person(name, 0)
        surname = head.pos_ == "PROPN" or (head.ent_type_ and head.text[:1].isupper() and len(tokens) == 1)
        if surname and not self.party_in(head.text)[0] and not state_of(head.text):
            return self.find_person(head.text) or self.find_person(
                f"{doc[head.i - 1].text} {head.text}" if head.i else ""
            )
        return None

    def _person_voice(self, person: _Person, phrase: str) -> Voice:
        party, reason, sure = person.party, person.party_reason, Confidence.HIGH
        for name, known in self._known:
            if _plain_name(name).split()[-1] == person.name.split()[-1]:
                party, reason = known.id, f"speaker of the case: {name}"
                break
        else:
            if not party and not person.bystander:
                party, reason = self.affiliation(phrase)
            if not party and person.owner is not None and not person.bystander:
                paragraph = next((p for p in self.parsed.paragraphs if p.doc is person.owner.doc), None)
                if paragraph is not None:
                    at = self._at(paragraph, person.owner)
                    whose = self._pronoun(person.owner.lower_, at, None, paragraph, person.owner)
                    party, reason, sure = whose.party, f"theirs: {whose.name}", Confidence.MEDIUM
            if not party and leads(person.name):
                state = leads(person.name)
                party, reason = self.party_in(state)[0] or self._state(state), f"well known: {person.name}"
            if not party and not person.bystander:
                party, reason, sure = self._announced(person)
            if reason.startswith(("office", "well known", "spoke just before")) or party.islower():
                # A body without a name of its own may be part of a party that the report does not name beside it.
                sure = Confidence.MEDIUM
        kind = "bystander" if person.bystander and not party else "person"
        return Voice(
            person.name,
            kind,
            party,
            person.role,
            True,
            reason=f"name: {person.name}",
            party_confidence=sure if party else Confidence.MEDIUM,
            party_reason=reason or "no party beside the name",
            third=self._third(party),
        )

    def _announced(self, person: _Person) -> tuple[str, str, Confidence]:
        """The party of a spokesperson who speaks without a name right before a name comes that nothing explains.

        "..., a Norland army spokesman said. “...,” said Colonel Ada Lund": the press names who it has just told of.
        """
        for at, _, voice in reversed(self.subjects):
            if at < person.at:
                between = self.text[at : person.at]
                near = between.count("\n\n") <= 1 and len(between) < 400 and re.search(r"[.!?][”\"]?\s", between)
                unnamed = voice.kind == "person" and bool(_SPOKEN.match(voice.role)) and " " in voice.name
                if near and unnamed and voice.party and self.find_person(voice.name) is None:
                    person.party, person.party_reason = voice.party, f"spoke just before: {voice.name}"
                    return voice.party, person.party_reason, Confidence.MEDIUM
                break
        return "", "", Confidence.HIGH

    def _third(self, party: str) -> bool:
        return any(one.id == party and one.role is not Role.PARTY for one in self.words.parties)

    def _noun(self, head: Any, phrase: str, place: int, outer: Voice | None = None) -> Voice:
        lemma = head.lemma_.lower()
        lower = head.lower_
        name = bare(phrase)
        owner_word = next((c for c in head.children if c.dep_ == "poss" and c.lower_ in _OWNERS), None)
        if owner_word is not None and (lemma in _GROUPS or lemma in _ANONYMOUS or lemma in _PERSONS):
            found = self._theirs(head, lemma, name, owner_word, outer)
            if found is not None:
                return found
        definite = phrase.lower().startswith(("the ", "its ", "their ", "his ", "her ", "this ", "that "))
        party, reason = self.party_in(phrase)
        if lemma in _WORKERS and lemma not in reason:
            party, reason = "", ""  # who works for a party is not the party: "the company's drivers"
        state = state_of(head.text) or state_of(phrase)
        if _SPOKEN.match(lower) or lemma == "spokesman":
            owner, why = self.affiliation(phrase)
            return Voice(
                name,
                "person",
                owner,
                lower,
                True,
                reason="spokesperson",
                party_reason=why or "none beside it",
                party_confidence=Confidence.HIGH if owner else Confidence.MEDIUM,
                third=self._third(owner),
            )
        if lemma in _BYSTANDERS and not party:
            return Voice(name, "bystander", "", lemma, False, reason=f"bystander: {lemma}")
        anonymous = (lemma in _ANONYMOUS or lower in _ANONYMOUS) and not state
        if lemma in _NAMED_BODIES and (party or head.pos_ == "PROPN" or self.affiliation(phrase)[0]):
            anonymous = False
            owner, why = (party, reason) if party else self.affiliation(phrase)
            if owner and head.pos_ == "NOUN":
                return Voice(
                    name,
                    "group",
                    owner,
                    lemma,
                    True,
                    reason=f"of a body: {lemma}",
                    party_reason=why,
                    third=self._third(owner),
                )
        if anonymous:
            owner, why = (party, reason) if party else self.affiliation(phrase)
            if not owner and definite:
                before = self._last(lambda one: one.kind == "anonymous" and lemma in one.name.casefold(), place)
                if before is not None:
                    return before
            if not owner and lemma in ("opponent", "supporter", "critic", "country", "nation", "state"):
                owner, why = name, f"group: {name}"
                return Voice(
                    name,
                    "anonymous",
                    name,
                    lemma,
                    False,
                    Confidence.MEDIUM,
                    f"no name: {lemma}",
                    Confidence.MEDIUM,
                    why,
                )
            # "Norland and Sorland negotiators": of more than the one that was found.
            alone = not any(c.dep_ in ("cc", "conj") for t in head.lefts for c in t.children)
            return Voice(
                name,
                "anonymous",
                owner,
                lemma,
                False,
                reason=f"no name: {lemma}",
                party_confidence=Confidence.HIGH if owner and alone else Confidence.MEDIUM,
                party_reason=why or "no party beside it",
                third=self._third(owner),
            )
        if lemma in _DOCUMENTS and head.pos_ == "NOUN":
            owner, why = (party, reason) if party else self.affiliation(phrase)
            if not owner:
                owner, why = self._author(head, place)
            if not owner:
                owner, why = self._bringer(head)
            return Voice(
                self._party_name(owner) or name,
                "document",
                owner,
                lemma,
                True,
                reason=f"document: {lemma}",
                party_confidence=Confidence.HIGH if owner else Confidence.MEDIUM,
                party_reason=why or "no party beside it",
                third=self._third(owner),
            )
        if party:
            return Voice(
                self._party_name(party) or name,
                "body",
                party,
                "",
                True,
                reason=reason,
                party_reason=reason,
                third=self._third(party),
            )
        if state:
            return Voice(
                self._state(state),
                "state",
                self._state(state),
                "",
                True,
                reason=f"state: {head.text}",
                party_reason=f"state: {head.text}",
            )
        if definite and lemma in _PERSONS and head.pos_ == "NOUN":
            before = self._role(lemma, place)
            if before is not None:
                return before
        if lemma in _OF_STATE:
            owner, why = self.affiliation(phrase)
            if owner and any(
                self._state(state_of(g, seats=False)) == owner for g in _grams(phrase) if state_of(g, seats=False)
            ):
                return Voice(name, "body", owner, "", True, reason=f"body of a state: {lemma}", party_reason=why)
        if head.pos_ == "NOUN" or head.text in ("Union", "Board", "Council", "Party", "Government", "Ministry"):
            body = self._same_head(lemma, place)
            if body and (definite or lemma in ("union", "board", "company")):
                return Voice(
                    body,
                    "body",
                    body,
                    "",
                    True,
                    Confidence.MEDIUM,
                    f"same head: {body}",
                    Confidence.MEDIUM,
                    f"same head: {body}",
                )
        if (is_media(phrase) and not definite) or (head.pos_ == "PROPN" and is_media(phrase)):
            return Voice(name, "media", "", "", True, reason="media")
        unseen = self._unseen(head, phrase)
        if unseen is not None:
            return unseen
        if head.pos_ == "PROPN" or any(place == at for at, _ in self.bodies):
            full = self._goes_by(name)
            # A state in a body's own name is not who it speaks for: "Bank of Norway", "Danish Seamen's Church".
            owner, why = self.affiliation(phrase) if lemma in _OF_STATE else ("", "")
            return Voice(
                full,
                "body",
                owner or full,
                "",
                True,
                Confidence.HIGH,
                f"body: {full}",
                Confidence.HIGH if head.ent_type_ else Confidence.MEDIUM,
                why or f"body: {full}",
            )
        agents = head.tag_ == "NNS" and _AGENT.search(lemma) and lemma not in _NOT_AGENTS
        if lemma in _GROUPS or lemma in _WORKERS or agents:
            owner, why = self.affiliation(phrase) if lemma not in _WORKERS else ("", "")
            person_like = lemma in _PERSONS or lemma in ("side", "party", "leader", "team", "minister")
            return Voice(
                name,
                "group",
                owner or ("" if person_like or owner_word is not None else name),
                lemma,
                not (lemma in _PERSONS and not head.tag_.endswith("S"))
                or bool(owner)
                or (definite and lemma in _OFFICES_OF_ONE),
                Confidence.MEDIUM,
                f"group: {lemma}",
                Confidence.MEDIUM,
                why or f"group: {name}",
            )
        return Voice(name, "thing", named=False, confidence=Confidence.LOW, reason=f"not a speaker: {lemma}")

    def _unseen(self, head: Any, phrase: str) -> Voice | None:
        """A first name and a surname that the recogniser did not see: "Rita Voss of the Seafarers' Union"."""
        names = [c for c in head.lefts if c.dep_ == "compound" and c.pos_ == "PROPN"]
        if head.pos_ != "PROPN" or head.ent_type_ or not 1 <= len(names) <= 2:
            return None
        words = [*(c.text for c in names), head.text]
        body = any(
            word.casefold().rstrip("s") in _GROUPS or word.casefold() in _PERSONS or word.isupper() for word in words
        )
        if body or is_media(" ".join(words)) or not all(word[:1].isupper() and word.isalpha() for word in words):
            return None
        name = " ".join(words)
        rest = phrase.replace(name, "")
        party, why = self.affiliation(rest)
        self.persons.setdefault(name, _Person(name, 0, party, why))
        return Voice(
            name,
            "person",
            party,
            "",
            True,
            Confidence.MEDIUM,
            f"looks like a name: {name}",
            Confidence.HIGH if party else Confidence.MEDIUM,
            why or "no party beside the name",
            self._third(party),
        )

    def _theirs(self, head: Any, lemma: str, name: str, owner: Any, outer: Voice | None) -> Voice | None:
        """ "her country", "its trade minister": of whoever the pronoun means."""
        paragraph = next((p for p in self.parsed.paragraphs if p.doc is not None and p.doc is head.doc), None)
        if paragraph is None:
            return None
        whose = self._pronoun(owner.lower_, self._at(paragraph, owner), outer, paragraph, owner)
        if not whose.speaks:
            return None
        if outer is not None and whose.name == outer.name and lemma not in _PERSONS:
            return outer
        if not whose.party:
            return None
        plural = head.tag_.endswith("S")
        anonymous = lemma in _ANONYMOUS or (plural and lemma in _PERSONS)
        return Voice(
            name,
            "anonymous" if anonymous else "group",
            whose.party,
            lemma,
            not anonymous,
            Confidence.MEDIUM,
            f"theirs: {owner.lower_}",
            Confidence.MEDIUM,
            f"theirs: {whose.name}",
            whose.third,
        )

    def _author(self, head: Any, place: int) -> tuple[str, str]:
        """The party that a document is by or from, where the words beside it say so."""
        paragraph = next((p for p in self.parsed.paragraphs if p.doc is not None and p.doc is head.doc), None)
        for child in head.children if paragraph is not None else ():
            if child.dep_ in ("prep", "agent") and child.lower_ in ("by", "from"):
                for named in child.children:
                    if named.dep_ == "pobj":
                        edge = head.doc[named.left_edge.i : named.right_edge.i + 1]
                        found = self._one(paragraph, named, edge, None, place)
                        if found.party:
                            return found.party, f"{child.lower_}: {found.name}"
        return "", ""

    def _bringer(self, head: Any) -> tuple[str, str]:
        """The party of whoever tables, releases or sends a document, where the same clause says so."""
        verb = head.head
        if head.dep_ != "dobj" or verb.lemma_ not in _BRINGS:
            return "", ""
        subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        if subject is None:
            return "", ""
        paragraph = next((p for p in self.parsed.paragraphs if p.doc is not None and p.doc is head.doc), None)
        if paragraph is None:
            return "", ""
        edge = head.doc[subject.left_edge.i : subject.right_edge.i + 1]
        found = self._one(paragraph, subject, edge, None, None)
        return (found.party, f"brought by: {found.name}") if found.party else ("", "")

    def _party_name(self, party: str) -> str:
        return next((one.name for one in self.words.parties if one.id == party), party)

    def _same_head(self, lemma: str, place: int) -> str:
        found = [body for at, body in self.bodies if at < place and len(body.split()) > 1 and _head_of(body) == lemma]
        return found[-1] if found else ""

    def _role(self, lemma: str, place: int) -> Voice | None:
        holders = [
            person
            for person in self.persons.values()
            if re.search(rf"\b{lemma}\b", person.role.casefold()) and person.at < place
        ]
        if not holders:
            return None
        best = max(holders, key=lambda one: max((at for at in one.mentions if at < place), default=-1))
        found = self._person_voice(best, "")
        return _less_sure(found, f"role: the {lemma}")

    def _pronoun(self, word: str, place: int, outer: Voice | None, paragraph: Any, head: Any) -> Voice:
        if word in ("i", "we", "my", "our") and outer is not None:
            return outer
        kinds: tuple[str, ...]
        if word in ("he", "she", "i", "his", "her", "my"):
            kinds = ("person", "bystander")
        elif word in ("it", "its"):
            kinds = ("body", "state", "group", "media")
        elif word in ("they", "their", "our", "we", "both"):
            kinds = ("body", "group", "anonymous", "state", "together")
        else:
            return NOBODY
        if outer is not None and (outer.kind in kinds or (word == "it" and outer.kind == "media")):
            return outer
        if word in ("its", "it"):
            near = self._mention_before(place, paragraph, kinds)
            if near is not None and word == "its":
                return _less_sure(near, f"pronoun: {word}")
        nearest = self._subject_before(place, kinds, paragraph, head)
        spoke = self._last(lambda one: one.kind in kinds, place)
        before = nearest or spoke
        if nearest is not None and spoke is not None and self._spoke_at(spoke, place) > self._nearest_at:
            before = spoke  # whoever spoke last stands nearer than the nearest subject
        if before is None:
            return NOBODY
        if word in ("he", "she") and nearest is not None and spoke is not None and nearest.name == spoke.name:
            # The nearest subject and the last speaker agree.
            return replace(before, reason=f"pronoun: {word}, the last speaker")
        return _less_sure(before, f"pronoun: {word}")

    def _subject_before(self, place: int, kinds: tuple[str, ...], paragraph: Any, head: Any) -> Voice | None:
        """The nearest subject of a fitting kind before a place, in the same paragraph or the two before it."""
        numbers = [n for n, one in enumerate(self.parsed.paragraphs) if one.span == paragraph.span]
        for number in range(numbers[0], max(-1, numbers[0] - 3), -1):
            one = self.parsed.paragraphs[number]
            if one.doc is None:
                continue
            for token in reversed(list(one.doc)):
                at = one.span.start + token.idx
                if at >= place or token.dep_ not in ("nsubj", "nsubjpass") or token.pos_ == "PRON":
                    continue
                if any(q.span.start <= at < q.span.end and q.words > 3 for q in one.quotations):
                    continue
                if one is paragraph and _in_its_words(token, head):
                    continue
                if (
                    kinds[0] == "person"
                    and token.ent_type_ not in ("PERSON", "")
                    and token.pos_ == "PROPN"
                    and not self.find_person(token.text)
                ):
                    continue
                edge = token.doc[token.left_edge.i : token.i + 1]
                voice = self._one(one, token, edge, None, None)
                if voice.kind in kinds:
                    self._nearest_at = at
                    return voice
        return None

    def _spoke_at(self, voice: Voice, place: int) -> int:
        return max((at for at, name, _ in self.subjects if at < place and name == voice.name), default=-1)

    def _mention_before(self, place: int, paragraph: Any, kinds: tuple[str, ...]) -> Voice | None:
        """The nearest state or body that the same sentence names before a place."""
        here = paragraph.token(place)
        if here is None:
            return None
        for token in reversed(list(paragraph.doc[here.sent.start : here.i])):
            if (
                token.pos_ == "PROPN"
                and token.dep_ not in ("compound", "amod", "nmod")
                and token.ent_type_ not in _NOT_NAMES
            ):
                voice = self._one(paragraph, token, token.doc[token.left_edge.i : token.i + 1], None, None)
                if voice.kind in kinds:
                    return voice
        return None

    def _last(self, fits: Any, place: int) -> Voice | None:
        for at, _, voice in reversed(self.subjects):
            if at < place and fits(voice):
                return voice
        return None

    def remember(self, at: int, voice: Voice) -> None:
        """A source has spoken here; pronouns and "the officials" may point back to it."""
        if voice.speaks:
            self.subjects.append((at, voice.name, voice))

    def _plain(self, span: Span) -> Voice:
        """Without a parse: a name is a name, and nothing more is claimed."""
        words = span.of(self.text)
        party, reason = self.party_in(words)
        if not party and state_of(words):
            party, reason = self._state(state_of(words)), "state"
        if words.strip().casefold() in _PRONOUNS:
            return NOBODY
        last = words.split()[-1].casefold().rstrip("s")
        named = last not in _ANONYMOUS
        kind = "body" if party and named else ("person" if named else "anonymous")
        return Voice(
            bare(words), kind, party, "", named, Confidence.LOW, "no parse", Confidence.LOW, reason or "no parse"
        )


def _spelt_out(before: str, acronym: str) -> str:
    """The name right before its acronym in brackets, found by the initials of its words; "" where they do not fit."""
    words = before.split()[-10:]
    for start in range(len(words) - 1, -1, -1):
        initials = "".join(word[0] for word in words[start:] if word[0].isupper())
        if words[start][:1].isupper() and initials.casefold() == acronym.casefold():
            return " ".join(words[start:])
        if len(initials) > len(acronym):
            break
    # "Revolutionary Armed Forces of Colombia (FARC)": the letters of an acronym in another language do not fit.
    capital: list[str] = []
    for word in reversed(words):
        if not (word[:1].isupper() or word in ("of", "for", "and", "the")):
            break
        capital.insert(0, word)
    while (capital and not capital[0][:1].isupper()) or capital[:1] == ["The"]:
        capital = capital[1:]
    return " ".join(capital) if len(capital) >= 2 else ""


def _head_of(body: str) -> str:
    """The noun that heads a body's name: "union" of "Harbour Workers Union", "alliance" of "Alliance of Ports"."""
    words = re.split(r"\s(?:of|for|in)\s", body)[0].split()
    return words[-1].casefold().rstrip("s") if words else ""


def _together(parts: Sequence[Voice]) -> Voice:
    speaking = [one for one in parts if one.speaks]
    if not speaking:
        return parts[0]
    if len(speaking) == 1 or speaking[0].kind == "bystander":
        return speaking[0]
    parties = list(dict.fromkeys(one.party for one in speaking if one.party))
    return Voice(
        " and ".join(one.name for one in speaking),
        "together",
        "; ".join(parties),
        "",
        all(one.named for one in speaking),
        min((one.confidence for one in speaking), key=lambda c: c.height),
        "joined: " + "; ".join(one.reason for one in speaking),
        min((Confidence.MEDIUM, *(one.party_confidence for one in speaking)), key=lambda c: c.height),
        "; ".join(one.party_reason for one in speaking),
        any(one.third for one in speaking),
    )


def _less_sure(voice: Voice, reason: str) -> Voice:
    return Voice(
        voice.name,
        voice.kind,
        voice.party,
        voice.role,
        voice.named,
        Confidence.MEDIUM,
        reason,
        min(voice.party_confidence, Confidence.MEDIUM, key=lambda c: c.height),
        voice.party_reason,
        voice.third,
    )


def _plain_name(words: str) -> str:
    """A person's name without titles, possessive and stray marks."""
    kept = [
        word
        for word in bare(words).replace("’s", "").replace("'s", "").split()
        if word.casefold().rstrip(".") not in _TITLES and word[:1].isupper()
    ]
    while kept and (kept[0].casefold() in _PERSONS or kept[0] in ("Image", "Media", "The")):
        kept = kept[1:]
    return " ".join(kept).strip(" ,.;:–—-")


def _in_its_words(token: Any, pronoun: Any) -> bool:
    """Whether a subject stands in what the pronoun says: of "Norland had agreed, he said" Norland is not he."""
    verb = pronoun.head
    if pronoun.dep_ not in ("nsubj", "nsubjpass") or token.i > pronoun.i:
        return False
    return any(a.head == verb and a.dep_ == "ccomp" for a in (token.head, *token.head.ancestors))


def _in_relative(token: Any, head: Any) -> bool:
    while token != head and token.head != token:
        if token.dep_ == "relcl" or (token.dep_ == "acl" and token.i > head.i and token.tag_ != "VBG"):
            return True
        token = token.head
    return False


def _description(entity: Any) -> tuple[str, str, bool]:
    """The words that the report puts around a name: as one phrase, the role among them, and whether a bystander's."""
    head = entity.root
    parts: list[Any] = []
    doc = entity.doc
    # Before the name: "Chicago Mayor", "a Hamas official", "EU Commission President", "the CTU's".
    left = doc[head.left_edge.i : entity.start]
    for token in left:
        if token.text in ("-", "–", "—", ":", ")") and not (token.i and doc[token.i - 1].whitespace_ == ""):
            left = doc[token.i + 1 : entity.start]  # behind a dateline
    if len(left) and not any(t.dep_ in ("relcl",) for t in left):
        parts += list(left)
    # The name may hang on a noun: "Hamas official Sami Abu Zuhri", or stand in apposition to one.
    if (
        head.dep_ in ("appos", "compound", "nmod")
        and head.head.pos_ in ("NOUN", "PROPN")
        and head.head.i < entity.start
    ):
        parts += list(doc[head.head.left_edge.i : entity.start])
    for child in head.children:
        if child.dep_ == "appos" and child.i > entity.end - 1:
            parts += [t for t in child.subtree if not _in_relative(t, child)]
    kept = sorted({t.i: t for t in parts if not entity.start <= t.i < entity.end}.values(), key=lambda t: t.i)
    # "said in Moscow that Smith" puts a verb between: that is no description.
    if any(t.pos_ in ("VERB", "AUX") and t.dep_ not in ("amod", "acl", "compound") for t in kept):
        kept = [t for t in kept if t.i > entity.end]
    phrase = " ".join(t.text for t in kept)
    role_words = [t for t in kept if t.lemma_.lower() in _PERSONS | _BYSTANDERS or _SPOKEN.match(t.lower_)]
    role = " ".join(t.text for t in kept if t.pos_ in ("NOUN", "PROPN", "ADJ", "ADP", "DET")) if role_words else ""
    bystander = any(t.lemma_.lower() in _BYSTANDERS for t in kept)
    agent = head
    while agent.dep_ in ("compound", "conj", "appos"):
        agent = agent.head
    if agent.dep_ == "pobj" and agent.head.dep_ == "agent" and agent.head.head.lemma_ in ("lead", "represent", "head"):
        subject = [t for t in agent.head.head.children if t.dep_ == "nsubjpass"]
        if subject and not phrase_has_state(phrase):
            phrase += " , " + " ".join(t.text for t in subject[0].subtree if not _in_relative(t, subject[0]))
    return phrase, role, bystander


def phrase_has_state(phrase: str) -> bool:
    """Whether a state, by noun or adjective, is among the words."""
    return any(state_of(words, seats=False) for words in _grams(phrase))


def _grams(phrase: str) -> Iterable[str]:
    words = [match.group() for match in _WORD.finditer(phrase)]
    for size in (4, 3, 2, 1):
        for start in range(len(words) - size + 1):
            gram = " ".join(words[start : start + size])
            if gram[:1].isupper():
                yield gram if gram.count(".") > 1 else gram.rstrip(".")


def _folded(words: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", words.casefold().replace("’s", " ").replace("'s", " ")))


def _alias_table(words: CaseWords) -> list[tuple[str, Party]]:
    """Every name of every party, folded, longest first; articles kept out so that "the union" meets "union"."""
    table: list[tuple[str, Party]] = []
    for party in words.parties:
        for name in (party.name, *party.aliases, *([party.id] if len(party.id) > 2 else [])):
            folded = _folded(bare(name))
            if folded:
                table.append((folded, party))
    return sorted(table, key=lambda one: (-len(one[0].split()), -len(one[0]), one[1].id))
