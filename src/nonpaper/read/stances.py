"""What does a statement do? From the cue and the words said to one stance or several, each with its own words.

The cue's frame decides where it carries a position itself ("rejected", "called for"). After "said" and its like the
clauses of the content are looked at one by one: whose act is it, which modal, what condition, what is called bad. Where
two stances fit, the order is: insists (a condition), threatens, rejects, rules out, demands, offers, proposes, accepts,
commits, denies, blames, reports. A negation is never folded into a stance: "did not rule out" stays a rules out that
is negated, neither the stance nor its opposite.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nonpaper.case.statements import Stance
from nonpaper.read.attribution import Attribution, Paragraph, Parsed
from nonpaper.read.nations import state_of
from nonpaper.read.proposals import Confidence, Polarity
from nonpaper.read.spans import Span
from nonpaper.read.speakers import Voice

HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW


def _set(words: str) -> frozenset[str]:
    """The words of a list, which are parted by spaces."""
    return frozenset(words.split())


@dataclass(frozen=True, slots=True)
class Reading:
    """One stance of an attribution, with the words it rests on and why."""

    stance: Stance
    content: tuple[Span, ...]
    polarity: Polarity
    confidence: Confidence
    reason: str
    said: bool = True  # False: small talk or background that no statement is made of
    target: Span | None = None  # the words that name whom it blames, asks or denies


# Cues that carry a position themselves: lemma, with particle or preposition where it has one.
_CUES: Mapping[Stance, str] = {
    Stance.DEMANDS: "demand, call for, call on, call upon, urge, insist on, want, seek, require, request, ask, "
    "ask for, "
    "appeal for, appeal to, press for, push for, order, plead for, argue for, advocate, lobby for, look for, "
    "beg, plead, exhort, set deadline, campaign for, hold out for, demand from, insist upon, stress need",
    Stance.REJECTS: "reject, refuse, decline, dismiss, turn down, push back, push back on, push back against, oppose, "
    "object to, rail against, argue against, rebuff, spurn, veto, vote down, resist, balk at, baulk at, shoot down, "
    "scoff at, disagree with, throw out, vote against, strike down, repudiate, reject out, brush aside, brush off",
    Stance.RULES_OUT: "rule out, preclude, stand firm, stand by refusal, foreclose",
    Stance.ACCEPTS: "accept, agree, agree to, agree on, agree upon, agree with, approve, endorse, back, support, sign, "
    "sign up to, embrace, ratify, vote for, favour, favor, drop objection, give in to, consent to, acquiesce in, "
    "approve of, sign on to, come around to, accede to",
    Stance.OFFERS: "offer, volunteer, table",
    Stance.PROPOSES: "propose, suggest, recommend, float, put forward, moot, outline, unveil",
    Stance.COMMITS: "pledge, promise, vow, commit, commit to, undertake, swear, intend, plan, agree to continue, "
    "decide",
    Stance.THREATENS: "threaten, warn of",
    Stance.BLAMES: "blame, accuse, criticise, criticize, condemn, denounce, slam, fault, blast, assail, decry, "
    "lambast, lambaste, chide, berate, rebuke, censure, deplore, hit out at, lash out at, complain, complain about, "
    "complain of, protest, scold, chastise, castigate, rap, charge, allege, bemoan, mock, hit back at, upbraid",
    Stance.DENIES: "deny, dispute, refute, rebut, disavow, contest, disown",
}
# Nouns that carry a position, and the cue that each stands for.
_TAKES_BACK = frozenset({"drop", "withdraw", "abandon", "retract", "rescind", "revoke", "scrap", "renounce", "shelve"})
NOUNS: Mapping[str, str] = {
    "objection": "object to",
    "demand": "demand",
    "call": "call for",
    "offer": "offer",
    "proposal": "propose",
    "refusal": "refuse",
    "insistence": "insist on",
    "pledge": "pledge",
    "promise": "promise",
    "threat": "threaten",
    "rejection": "reject",
    "commitment": "commit",
    "acceptance": "accept",
    "request": "request",
    "appeal": "appeal for",
}
POSITIONS: Mapping[str, Stance] = {
    lemma.strip(): stance for stance, lemmas in _CUES.items() for lemma in lemmas.split(",")
}
# Cues whose stance the content decides when it is a clause.
_BY_CLAUSE = _set(
    "say tell add state announce declare claim argue insist assert maintain contend note explain report reply respond "
    "answer write tweet post warn caution acknowledge admit concede confirm reveal disclose suggest indicate stress "
    "emphasize emphasise reiterate repeat testify recall remark observe continue conclude predict estimate "
    "quote mention "
    "comment exclaim hint imply signal affirm clarify describe point convey inform brief read recount relate "
    "retort snap "
    "counter echo remind issue cite chant title believe think fear worry doubt hope suspect expect hold feel agree "
    "complain lament allege charge call go joke quip boast whisper shout write"
)
_SUPPOSING = frozenset({"could", "might", "may"})
# Speech about an act to come that harms the other side, or gives up what was promised.
_HARM = re.compile(
    r"\b(?:attack(?:ing)? (?!on|by|of|in|at)|bomb (?=[A-Z]|its|their|the)|strike (?!a |the right|by|in|on)|strikes|"
    r"striking|retaliat\w+|respond (?:\w+ )*(?:with|"
    r"to an attack)|walk (?:out|away)|pull out of|"
    r"withdraw (?:\w+ )*?from (?:the )?(?:(?-i:[A-Z]{2,})|\w+ (?:Organi[sz]ation|Agreement|Accord|Treaty)|deal|"
    r"agreement|accord|treaty|pact|"
    r"talks|negotiations|union|bloc|process|World)|impos\w+|levy|levies|punish\w*|crush|destroy|cut off|expel|"
    r"suspend\w*|"
    r"resum\w+ (?:the |its |their )?(?:\w+ )?(?:aggression|offensive|attacks?|war|fighting|hostilities|bombing|"
    r"strikes?|operations?)|"
    r"sanctions|tariffs|escalat\w+|shut down|lock out|sack|quit|abandon|tear up|rip up|reimpose|annex|invade|"
    r"invasion|(?:use|with) (?:of )?force|"
    r"military (?:action|force|options?)|consequences|pay a (?:heavy |high )?price|on the sidelines|"
    r"industrial action|walkout|picket line|"
    r"go (?:on|to) (?:strike|war)|wage|down tools|sue|legal action|take \w+ to court|boycott|blockade|close the border|"
    r"teach (?:\w+ )?a lesson|wip(?:e|ed) out|obliterate|hit back|halt (?:the )?talks|"
    r"leav(?:e|ing) (?:the )?(?:talks|negotiations|table|union|bloc|pact|agreement)|all options)\b",
    re.IGNORECASE,
)
_RELIEF = re.compile(
    r"\b(?:lift\w*|end\w*|eas(?:e|ed|ing)|remov\w+|stop\w*|halt\w*|ceas\w+|avoid\w*|prevent\w*|refrain\w*|"
    r"scrap\w*|without|drop\w*|"
    r"reduc\w+|no more|against|relief|over|from|instead of|suspend\w*|waiv\w+|roll\w* back|delay\w*|"
    r"postpon\w+)\s+(?:\S+\s+){0,4}$",
    re.IGNORECASE,
)
_BAD_CONDUCT = re.compile(
    r"\b(?:thwart\w*|stall\w*|block(?:ed|ing|s)?|delay(?:ed|ing|s)|obstruct\w*|undermin\w*|violat\w*|breach\w*|"
    r"derail\w*|"
    r"sabotag\w*|hinder\w*|walk(?:ed|ing)? (?:away|out)|fail(?:ed|s|ing|ure)?|lied|lying|lies|mislead\w*|misled|"
    r"cheat\w*|"
    r"provok\w*|provocat\w*|refus\w+|reject\w+|ignor\w+|reneg\w+|jeopardi\w+|scuttl\w+|torpedo\w*|drag\w+ \w+ feet|"
    r"bad faith|unfair\w*|irresponsib\w*|unnecessary|avoidable|wrong|a mess|unreasonabl\w*|illegal\w*|"
    r"unlawful\w*|aggress\w+|"
    r"(?:no|not|n['’]t|never|little|insufficient) (?:\w+ )*?(?:concessions?|enough|progress|movement|serious\w*|"
    r"interested|seriousness|"
    r"good faith|effort|willing\w*|right|fair\w*|honou?r\w*|compl\w+|respect\w*|implement\w*|live up|keep\w*|"
    r"listen\w*|engag\w*)|lack of|"
    r"outrageous|disgrace\w*|shame\w*|reckless\w*|intransigen\w+|hypocri\w+|insult\w*|blackmail\w*|greed\w*|"
    r"stubborn\w*|"
    r"betray\w*|bully\w*|hostage to|inflexib\w*|unwilling\w*|uncooperative|cruel|inhuman\w*|war crimes?|"
    r"deceit|deceiv\w+|deceptive|sham|cynical\w*|disrespect\w*|contempt|to blame|responsib\w+ for|at fault|guilty|"
    r"br(?:oke|oken|eaking) (?:\w+ )?(?:promises?|words?|pledges?|commitments?|agreements?|deal|truce|ceasefire|law)|"
    r"insincer\w*|playing games|moving (?:the )?goalposts|backtrack\w*|back(?:ed|ing) away|dictat\w+|"
    r"rules? against|too (?:soon|often|little|late))\b",
    re.IGNORECASE,
)
# What another side is said to do to us or to the deal.
_VIOLENCE = re.compile(
    r"^(?:(?:attack|bomb|shell|kill|kidnap|destroy|ambush|raid|wreck|ruin|occup)\w* |"
    r"(?:carr|launch|mount)\w* (?:out )?(?:\w+ ){0,3}(?:attack|raid|strike|ambush|assault)s?)\b",
    re.IGNORECASE,
)
_NOT_DONE = re.compile(
    r"n['’]t (?:\w+ )*?(?:enough|progress|movement|serious\w*|interested|willing\w*|right|fair\w*|honou?r\w*|compl\w+|"
    r"respect\w*|implement\w*|live up|kept?|listen\w*|engag\w*)\b",
    re.IGNORECASE,
)
_MITIGATED = re.compile(
    r"\b(?:not|n['’]t) (?:\w+ )?(?:wrong|unfair|unreasonable|illegal|to blame|at fault)\b", re.IGNORECASE
)
_BAD_DEAL = re.compile(
    r"\b(?:unacceptable|not (?:good )?enough|isn['’]t (?:good )?enough|inadequate|insufficient|disaster\w*|"
    r"worst|non-?starter|"
    r"insulting|an insult|out of the question|unworkable|step backwards?|terrible|horrible|derisory|one-sided|"
    r"not acceptable|"
    r"inacceptable|unbalanced|flawed|bad deal|bad offer|fall(?:s)? (?:far |well )?short|fell (?:far |"
    r"well )?short|killer|"
    r"(?:do|does|did)(?: not|n['’]t) (?:go far enough|meet|address|satisfy|go)|too (?:low|little|far)|"
    r"meaningless|useless|"
    r"unrealistic|unhelpful|unjust|absurd|ridiculous|unserious|biased|laughable|a joke|a sham|dead on arrival)\b",
    re.IGNORECASE,
)
_DEAL = re.compile(
    r"\b(?:deal|offer|proposals?|plan|terms?|agreement|accord|draft|text|demands?|conditions?|contract|package|"
    r"pact|treaty|"
    r"measures?|cuts?|rise|raise|ultimatum|roadmap|suggestion|idea|solution)\b",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"\b(?:stand(?:s|ing)? firm|stood firm|no room|red lines?|non-?negotiable|not (?:up )?for (?:negotiation|"
    r"sale|discussion|debate)|"
    r"out of the question|no intention|no plans?|limited to|little more|no more (?:money|to)|nothing more|"
    r"not (?:prepared|ready|willing|going|able|in a position|open) to|n['’]t (?:prepared|ready|willing|going|"
    r"able|in a position) to|"
    r"unwilling to|unable to|cannot|can['’]t|can not|will not|won['’]t|would not|wouldn['’]t|never|impossible|"
    r"no (?:concessions?|compromise|negotiations?|talks|deal|alternative|question of)|the answer['’]s no|"
    r"the answer is no|"
    r"no choice|not (?:budge|yield|bend|back down|give (?:in|up)|surrender|compromise|move)|illusions?|"
    r"hold(?:ing)? (?:the|our) line)\b",
    re.IGNORECASE,
)
_NO_LIMIT = re.compile(
    r"\bcan['’]?t wait|\bnever (?:been|seen|had)\b|\b(?:not|n['’]t|never) (?:\w+ )?rul\w+ out\b", re.IGNORECASE
)
_REQUIRE = re.compile(
    r"\b(?:must|should|shall|ha(?:s|ve|d) to|would have to|will have to|needs? to|needed to|ought to|(?:is|are|"
    r"was|were) (?:required|obliged|expected) to|"
    r"it(?:'s| is|’s| was)? (?:time|necessary|essential|vital|imperative|crucial|important)|need(?:s|"
    r"ed)? (?!to)|demands?|"
    r"insists?|on our terms|on its terms|want(?:s|ed)? |(?:has|have|had) (?:the|a|every) right to|(?:is|"
    r"are) entitled to|deserves?|"
    r"looking for|let (?:the|us|our|them|him)|call(?:s|ed|ing)? (?:for|on|upon)|the only way)\b",
    re.IGNORECASE,
)
_WEAK_REQUIRE = frozenset({"should"})
_READY = frozenset({"ready", "willing", "prepared", "open", "happy", "able", "free", "keen"})
_YIELDS = frozenset(
    {"consider", "accept", "agree", "negotiate", "discuss", "talk", "compromise", "concede", "look", "support"}
)
_WARNING = re.compile(
    r"\b(?:on the trigger|not underestimate|will regret|pay a \w*\s?price|all options|"
    r"should be (?:very )?(?:worried|afraid|careful|warned)|"
    r"face (?:\w+ )*(?:sanctions|consequences|retaliation|penalties)|"
    r"will be (?:hunted|pursued|punished|crushed|prosecuted|dealt with)|(?:the )?full force of)\b",
    re.IGNORECASE,
)
_PRIORITY = re.compile(
    r"\b(?:(?:top|number one|first|main|overriding|highest|biggest|absolute) priority|matters? (?:more|most)|"
    r"more important (?:\w+ )*than|"
    r"priority (?:is|was|remains|has been))\b",
    re.IGNORECASE,
)
_GO_ON = re.compile(
    r"\b(?:continu\w+|keep\w*|remain\w*|stay\w*|carry on|try\w*|tries|work(?:ing)? (?:on|with|toward|towards|to|"
    r"hard))\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:only if|only when|only after|only once|only (?:agree|accept|sign|support|talk|return|meet)|unless|"
    r"until|provided(?: that)?|providing|as long as|so long as|"
    r"as soon as|on (?:the )?condition|conditional on|conditioned on|contingent on|depends? on|dependent on|if|"
    r"once|without|not before|"
    r"except if|when and if|in case|assuming)\b",
    re.IGNORECASE,
)
_EVENT = frozenset({"hopeful", "optimistic", "confident", "concerned", "worried"})
_DENIAL = re.compile(
    r"\b(?:baseless|untrue|false|falsehood|fabricat\w+|no truth|not true|incorrect|unfounded|groundless|"
    r"nonsense|peaceful purposes|"
    r"categorically|did(?: not|n['’]t) (?:violate|breach|break|attack|agree|ask|request|receive)|"
    r"(?:has|have|had)(?: not|n['’]t| never) (?:violated|breached|broken|attacked|agreed|asked|requested|"
    r"received|sought)|nothing to do with|"
    r"no (?:knowledge|involvement|role|part) )",
    re.IGNORECASE,
)
_ALLEGED = re.compile(
    r"\b(?:accusation|allegation|claim|charge|rumou?r|assertion|characteri[sz]ation|criticism)s?\b", re.IGNORECASE
)
_TOLL = re.compile(
    r"\b(?:killed|wounded|injured|dead|deaths?|died|casualt\w+|bodies|death toll|arrested|displaced)\b(?=.*\d|"
    r".*\b(?:dozens|hundreds|thousands|scores)\b)|"
    r"\b(?:\d[\d,.]*|dozens|hundreds|thousands|scores)\b(?=.*\b(?:killed|wounded|injured|dead|deaths?|died|"
    r"casualt\w+|bodies)\b)",
    re.IGNORECASE,
)
# What keeps a plain report from being sure: a modal, a condition, the speaker itself, a judgement, what is to come.
_UNSURE = re.compile(
    r"\b(?:can|could|may|might|must|shall|should|will|would|cannot|won['’]t|ought|need\w*|ha(?:s|ve|d) to|going to|"
    r"if|unless|until|once|whether|i|we|our|us|my|let|"
    r"wrong|right|violat\w+|hinder\w*|breach\w*|unfair\w*|illegal\w*|fail\w*|refus\w+|block\w*|threat\w*|"
    r"danger\w*|key|crucial|serious\w*|ready|willing\w*|want\w*|demand\w*|offer\w*|propos\w+|accept\w*|"
    r"agreed?|agrees|reject\w*|oppos\w+|support\w*|promis\w+|pledg\w+|compl(?:y|ied|ying|iance)|"
    r"liv(?:e|ing) up|defen[cs]e|no|not|never|nothing)\b|n['’]t\b|['’](?:ll|d)\b",
    re.IGNORECASE,
)
# Conditions that say themselves that without them there will be nothing.
_EXPLICIT = re.compile(r"only\b|unless|until|provid|on (?:the )?condition|condition\w* on|not before")
# "will accept nothing less than six per cent" asks for six; "will sign no deal without it" ties the deal to it.
_LESS = r"(?:(?:less|lower|fewer|smaller|shorter|worse) than|below|under (?=\d|\w+ (?:per cent|percent))|short of)"
_NO_LESS = re.compile(rf"(?:anything|any \w+|something)? ?{_LESS}\b", re.IGNORECASE)
_NOTHING_LESS = re.compile(rf"(?:nothing|no) (?:\w+ )?{_LESS}\b", re.IGNORECASE)
_NOT_WITHOUT = re.compile(r"\b(?:without|unless|until|before|except (?:for|with|if))\b", re.IGNORECASE)
# What befalls others who do not do as they are told, and the acts that a speaker has begun or will tell of.
_RUIN = re.compile(
    r"\b(?:crush|destroy|slaughter|kill|bomb|annihilat|crippl|flatten|punish|hunt|wip(?:e|ed) out|burn)\w*",
    re.IGNORECASE,
)
_OR_ELSE = re.compile(
    r"\b(?:unless|if) (?!we\b|i\b|our\b)(?:\w+ ){1,4}?"
    r"(?:do(?:es)?n['’]t|do(?:es)? not|fails?|refuses?|will not|won['’]t)\b"
    r"|\bunless (?:they|you|he|she)\b",
    re.IGNORECASE,
)
_UNDER_WAY = frozenset({"proceed", "move", "prepare", "begin", "start", "work", "go"})
_MADE_KNOWN = frozenset({"announce", "publish", "unveil", "issue", "present", "reveal"})
_FORCES = frozenset({"force", "troop", "fighter", "unit", "soldier", "crew", "delegation"})
_STOPS = frozenset({"block", "veto", "obstruct", "fight", "resist", "oppose", "reject", "thwart", "boycott"})
_IMPERSONAL = _set(
    "unclear clear likely unlikely possible impossible important necessary hard easy difficult vital essential crucial "
    "early late uncertain obvious good best better time unfortunate true false"
)
_NO_WORDS = _set(
    "comment say speak discuss elaborate give answer respond specify identify name disclose reveal confirm provide be"
)
_BOTH = re.compile(
    r"\b(?:both (?:sides|parties|countries|governments|leaders|of them)?|all (?:sides|parties|concerned)|"
    r"the (?:two )?(?:sides|parties)|each other|"
    r"two sides|two countries|everyone|the warring|the opposing)\b",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"[”\"’]?,?[”\"’]? (?:according to|"
    r"per(?! (?:cent|capita|hour|day|week|month|year|head|person|ton)\b)) [^.;“\"]{2,80}$"
)
_HANGING = re.compile(
    r"\W*(provided that|providing that|unless|until|as long as|so long as|only if|on condition that)\b", re.IGNORECASE
)
_NAMING = frozenset(
    {"call", "describe", "label", "dub", "brand", "express", "voice", "characterise", "characterize", "term"}
)
_GOES_ON = 4  # paragraphs of one quotation; what is longer is a speech that the report prints
_OURS = frozenset({"our", "my", "his", "her", "its", "their"})
_MARKS = " \t\n“”\"‘’',;:—–-"
SPLIT = frozenset(
    {
        Stance.DEMANDS,
        Stance.ACCEPTS,
        Stance.REJECTS,
        Stance.RULES_OUT,
        Stance.OFFERS,
        Stance.PROPOSES,
        Stance.INSISTS,
        Stance.THREATENS,
    }
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a content: its head and the range of tokens, end exclusive."""

    head: Any
    start: int
    end: int


Resolve = Callable[[Paragraph, Any], Voice]


def readings(parsed: Parsed, attribution: Attribution, voice: Voice, resolve: Resolve) -> tuple[Reading, ...]:
    """The stances of one attribution, in order of the text. `resolve` tells whom a noun of the content means."""
    paragraph = parsed.paragraph(attribution.cue[0].start)
    if paragraph is None or paragraph.doc is None:
        return _plainly(parsed, attribution)
    found: list[Reading] = []
    for number, other in enumerate(_paragraphs(parsed, attribution, paragraph)):
        own = tuple(span for span in attribution.content if other.span.start <= span.start < other.span.end)
        if other is paragraph:
            if own:
                found += _Reader(parsed, other, replace(attribution, content=own), voice, resolve).read()
        elif other.doc is not None and number < _GOES_ON:
            # A quotation that goes on in the next paragraph: there the cue says no more about it.
            found += _Reader(
                parsed, other, replace(attribution, content=own, direct="direct"), voice, resolve
            ).goes_on()
    return tuple(found)


def _paragraphs(parsed: Parsed, attribution: Attribution, first: Paragraph) -> list[Paragraph]:
    """The paragraphs that the content stands in, that of the cue first."""
    found = {first.span.start: first}
    for span in attribution.content:
        other = parsed.paragraph(span.start)
        if other is not None:
            found.setdefault(other.span.start, other)
    return list(found.values())


def _plainly(parsed: Parsed, attribution: Attribution) -> tuple[Reading, ...]:
    """Without a parse: the cue's own stance, else a report; never more than low."""
    stance = POSITIONS.get(attribution.lemma, Stance.REPORTS)
    content = tuple(neat(parsed.document.text, span, attribution.direct) for span in attribution.content)
    polarity = Polarity.NEGATED if attribution.negated else Polarity.AFFIRMED
    return (Reading(stance, content, polarity, LOW, f"cue without a parse: {attribution.lemma}"),)


class _Reader:
    def __init__(
        self, parsed: Parsed, paragraph: Paragraph, attribution: Attribution, voice: Voice, resolve: Resolve
    ) -> None:
        self.text = parsed.document.text
        self.paragraph = paragraph
        self.doc = paragraph.doc
        self.attribution = attribution
        self.voice = voice
        self.resolve = resolve
        self.cue = parsed.cue_token(attribution)

    def read(self) -> tuple[Reading, ...]:
        one = self.attribution
        name = one.lemma
        if name.split()[0] in ("ready", "willing", "prepared", "open", "unwilling", "be") and name != "be":
            return self._ready()
        stance = POSITIONS.get(name)
        if self.cue is not None and self.cue.pos_ == "NOUN":
            name = NOUNS.get(self.cue.lemma_, name)
            stance = POSITIONS.get(name)
        elif self.cue is not None and _frame(self.cue) != self.cue.lemma_ and _frame(self.cue) in POSITIONS:
            name = _frame(self.cue)
            stance = POSITIONS[name]
        by_clause = stance is None or name in _BY_CLAUSE
        if by_clause and not self._is_clause() and stance is None:
            return self._phrase()
        if by_clause and self._is_clause():
            found = self._clauses(stance)
        elif stance is not None:
            found = self._carried(stance, self._extended(self._content_tokens()))
        else:
            found = self._clauses(stance)
        return tuple(found)

    def goes_on(self) -> tuple[Reading, ...]:
        """The stances of words that stand in a paragraph after that of the cue."""
        self.cue = None
        return tuple(self._clauses(None))

    # -- the cue carries the position

    def _carried(self, stance: Stance, spans: Sequence[tuple[int, int]]) -> list[Reading]:
        one = self.attribution
        words = " ".join(self.doc[i:j].text for i, j in spans)
        # Whom it is asked of may stand between the cue and what is asked.
        first = (
            self.cue.i if self.cue is not None and spans and self.cue.i < spans[0][0] else spans[0][0] if spans else 0
        )
        asked = self.doc[first : spans[-1][1]].text if spans else ""
        name, sure, reason = one.lemma, HIGH, f"cue: {one.lemma}"
        spans, target = self._addressed(stance, spans)
        polarity = Polarity.AFFIRMED
        head = self._first_verb(spans)
        if name == "ask" and self.cue is not None and self.cue.tag_ == "VBN" and self.cue.dep_ in ("advcl", "acl"):
            return []  # "Asked about ...": a question
        if name == "want" and head is not None and head.dep_ == "xcomp" and not _own_subject(head):
            stance, sure = (Stance.THREATENS if _harms(words) else Stance.COMMITS), MEDIUM
            reason = "wants to do itself"
        elif stance is Stance.COMMITS and _harms(words) and not _goes_on(words):
            stance, sure, reason = Stance.THREATENS, MEDIUM, f"{name} and harm"
        elif name == "order" and self._own_forces(spans):
            stance, sure, reason = Stance.COMMITS, MEDIUM, "orders its own"
        elif stance is Stance.DEMANDS and _BOTH.search(asked) and not self._a_side():
            stance, sure, reason = Stance.PROPOSES, MEDIUM, "asks all sides"
        elif stance is Stance.DEMANDS and self.voice.kind == "document" and (self.voice.third or not self.voice.party):
            stance, sure, reason = Stance.PROPOSES, MEDIUM, f"a draft: {name}"
        elif stance is Stance.PROPOSES and name in ("outline", "unveil", "suggest", "table") and head is None:
            sure = MEDIUM
        elif stance is Stance.REJECTS and _ALLEGED.search(words[:60]):
            stance, sure, reason = Stance.DENIES, MEDIUM, f"{name} an allegation"
        elif stance is Stance.ACCEPTS and name in ("agree", "back", "support", "favour", "favor"):
            sure = MEDIUM if name != "agree" else HIGH
        elif stance in (Stance.REJECTS, Stance.DENIES) and name in ("resist", "dispute", "contest"):
            sure = MEDIUM
        if (
            name in ("refuse", "decline")
            and re.search(r"\b(?:details?|comments?|information|names?|questions?|specifics)\b", words)
            and len(words.split()) < 9
        ):
            return []
        if name in ("refuse", "decline") and head is not None and _frame(head) in ("rule out", "reject", "exclude"):
            # "refused to rule out": neither the stance nor its opposite.
            inner = [c for c in head.children if c.i > head.i and c.dep_ in ("dobj", "ccomp", "xcomp", "prep")]
            if inner:
                spans = [(min(c.left_edge.i for c in inner), max(c.right_edge.i for c in inner) + 1)]
            return self._whole(Stance.RULES_OUT, spans, HIGH, f"{name} to {_frame(head)}", polarity=Polarity.NEGATED)
        if name in ("refuse", "decline") and head is not None and head.lemma_ in _NO_WORDS - {"provide", "give", "be"}:
            return []
        if self.voice.kind == "document" and name in (
            "require",
            "need",
            "accept",
            "agree",
            "agree to",
            "offer",
            "back",
        ):
            return []
        if re.fullmatch(r"(?:that|which|who|what)", words.strip(), re.IGNORECASE):
            return []
        if re.match(r"no\b", words, re.IGNORECASE) and stance in (Stance.OFFERS, Stance.PROPOSES, Stance.DEMANDS):
            if re.match(
                r"no (?:\w+ )?(?:details?|comment|evidence|explanation|timetable|specifics|reason|sign)",
                words,
                re.IGNORECASE,
            ):
                return []
            return self._whole(stance, spans, MEDIUM, f"{name}: none", polarity=Polarity.NEGATED)
        if stance is Stance.BLAMES and name in ("charge", "mock", "bemoan"):
            sure = MEDIUM
        if (
            stance is Stance.THREATENS
            and (head is None or head.tag_ == "VBG")
            and any(
                t.tag_ == "VBG" and t.lemma_ in ("say", "warn", "vow", "declare") and t.dep_ in ("advcl", "acl")
                for i, j in spans
                for t in self.doc[i:j]
            )
        ):
            return []  # "threatened the crews, saying they will be sacked": what was said tells it
        if stance is Stance.ACCEPTS and self.cue is not None and self.cue.pos_ == "VERB" and len(spans) == 1:
            bound = self._bounded(self.cue, spans[0], one.negated or self._no_longer())
            if bound:
                return bound
        if stance in (Stance.REJECTS, Stance.ACCEPTS) and re.search(r"\b(?:unless|until|only if|only when)\b", words):
            stance, sure, reason = Stance.INSISTS, HIGH, f"{name} and a condition"
        taken = (
            self.cue is not None
            and self.cue.pos_ == "NOUN"
            and self.cue.dep_ == "dobj"
            and self.cue.head.lemma_ in _TAKES_BACK
        )
        if taken:
            stance = Stance.ACCEPTS if stance is Stance.REJECTS else Stance.WITHDRAWS
            return self._whole(stance, spans, MEDIUM, f"{self.cue.head.lemma_} its {self.cue.lower_}")
        if one.negated or self._no_longer():
            if stance is Stance.ACCEPTS:
                stance, reason, sure = Stance.REJECTS, f"not {name}", MEDIUM
            else:
                polarity, reason, sure = Polarity.NEGATED, f"not {name}", HIGH
        elif one.hypothetical or self._supposed(self.cue) or (one.within is not None and self._to_come()):
            polarity, sure = Polarity.HYPOTHETICAL, MEDIUM
        found = self._split(stance, spans, polarity, sure, reason)
        return [replace(each, target=target or each.target) for each in found]

    def _bounded(self, verb: Any, span: tuple[int, int], negated: bool) -> list[Reading]:
        """What an acceptance that is none asks for: "accept nothing less than six", "sign no deal without a truce"."""
        if span[0] <= verb.i:
            return []
        words = self.doc[span[0] : span[1]].text
        no = next((c.i for c in verb.children if c.dep_ == "neg" and c.i < verb.i), verb.i)
        while no and not self.doc[no - 1].whitespace_ and self.doc[no - 1].is_alpha:
            no -= 1  # "cannot" is two words to the parser
        part = (no, span[1])
        if (_NO_LESS if negated else _NOTHING_LESS).match(words):
            return self._whole(Stance.DEMANDS, [part], MEDIUM, f"{verb.lemma_} nothing less")
        none = bool(re.match(r"no\b(?! longer)|nothing\b", words, re.IGNORECASE))
        if (negated or none) and _NOT_WITHOUT.search(words):
            return self._whole(Stance.INSISTS, [part], MEDIUM, f"{verb.lemma_} nothing without")
        if none and not negated:
            return self._whole(Stance.REJECTS, [part], MEDIUM, f"{verb.lemma_} nothing")
        return []

    def _addressed(
        self, stance: Stance, spans: Sequence[tuple[int, int]]
    ) -> tuple[Sequence[tuple[int, int]], Span | None]:
        """What is asked without whom it is asked of, and those words: "urged Norland to sign", "blamed Norland".

        The fault that is found in somebody stays whole; only a demand or a promise begins behind the one addressed.
        """
        if self.cue is None or len(spans) != 1 or self.cue.pos_ == "NOUN":
            return spans, None
        start, end = spans[0]
        listed = [c for c in self.cue.children if c.i > self.cue.i]
        listed += [
            g for c in listed if c.dep_ == "prep" and c.lower_ in ("on", "upon", "to", "of", "from") for g in c.children
        ]
        inner = next((c for c in self.doc[start:end] if c.dep_ in ("xcomp", "ccomp", "acl", "advcl")), None)
        if inner is not None and inner.dep_ in ("xcomp", "ccomp"):
            listed += [c for c in inner.children if c.dep_ == "nsubj" and c.i < inner.i]
        who = next(
            (
                c
                for c in listed
                if c.dep_ in ("dobj", "dative", "pobj", "nsubj") and c.pos_ in ("PROPN", "NOUN", "PRON") and c.i < end
            ),
            None,
        )
        bare = stance is Stance.BLAMES and who is not None and who.pos_ == "PRON" and who.i == start
        if bare and self.attribution.direct != "direct" and start + 2 < end and self.doc[start + 1].dep_ == "prep":
            spans = [(start + 2, end)]  # "accused him of being late": the fault, without the bare pronoun
        if who is None or not self.resolve(self.paragraph, who).speaks:
            return spans, None
        last = who.i + 1
        at = self.paragraph.span.start
        left = self.doc[who.left_edge.i]
        words = Span(at + left.idx, at + who.idx + len(who))
        if stance is Stance.BLAMES or stance is Stance.DENIES:
            return spans, words
        if stance not in (Stance.DEMANDS, Stance.COMMITS, Stance.PROPOSES, Stance.THREATENS, Stance.OFFERS):
            return spans, None
        if self.attribution.direct != "direct" and who.left_edge.i <= start < last < end:
            to = self.doc[last].lower_ == "to" and self.doc[last].tag_ == "TO"
            clause = stance is Stance.COMMITS and any(c.dep_ == "ccomp" and c.i > last for c in self.cue.children)
            if to or clause:
                return [(last, end)], words
        return spans, words if who.i < start else None

    def _extended(self, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """With the condition, or the price, that hangs on the cue and stands right behind its content."""
        if self.cue is None or len(spans) != 1:
            return spans
        start, end = spans[0]
        above = self.cue
        while above.pos_ not in ("VERB", "AUX") and above.head != above:
            above = above.head
        for child in (*self.cue.children, *(above.children if above != self.cue else ())):
            marks = [c for c in child.children if c.dep_ == "mark"]
            clause = child.dep_ == "advcl" and any(
                c.lower_ in ("if", "unless", "until", "once", "before") for c in marks
            )
            words = [c.lower_ for c in child.children]
            price = child.dep_ == "prep" and child.lower_ == "in" and ("exchange" in words or "return" in words)
            # Infinitives that the parser hung too high: "to end the blockade, free the crews, and open the port".
            high = child.dep_ == "conj" and _bare_infinitive(child, above)
            # A list whose later members the parser could not place: "for a truce, the release of all, and ...".
            high = high or (child.dep_ == "dep" and child.pos_ == "NOUN" and _full(child))
            if (clause or price or high) and end <= child.left_edge.i <= end + 2:
                end = child.right_edge.i + 1
        return [(start, end)]

    def _own_forces(self, spans: Sequence[tuple[int, int]]) -> bool:
        """Whether those who are given an order belong to the speaker: "ordered its troops", "the Norland army"."""
        for i, j in spans:
            for token in self.doc[i:j]:
                if token.pos_ in ("NOUN", "PROPN") and token.dep_ in ("dobj", "nsubj", "pobj", "dative"):
                    if any(c.dep_ == "poss" and c.lower_ in _OURS for c in token.children):
                        return True
                    found = self.resolve(self.paragraph, token)
                    return bool(found.party) and found.party == self.voice.party
        return False

    def _no_longer(self) -> bool:
        """Whether "no longer" or "never" stands right before the cue."""
        cue = self.attribution.cue[0]
        before = self.text[max(0, cue.start - 14) : cue.start]
        last = re.split(r"[.;:,]", before)[-1] + self.text[cue.start : cue.end]
        return bool(re.search(r"\b(?:no longer|never|neither|nor)\b", last, re.IGNORECASE))

    def _to_come(self) -> bool:
        """Whether what another is told to do is still to come: "Sweden would accept", nobody said that it has."""
        return self.cue is not None and any(
            c.dep_ == "aux" and c.lower_ in ("will", "would", "’ll", "'ll") for c in self.cue.children
        )

    def _ready(self) -> tuple[Reading, ...]:
        """The cue is an adjective: "is ready to talk", "is not prepared to wait"."""
        one = self.attribution
        spans = self._content_tokens()
        words = " ".join(self.doc[i:j].text for i, j in spans)
        refusing = one.negated or one.lemma.startswith(("unwilling", "reluctant"))
        if refusing:
            return tuple(self._whole(Stance.RULES_OUT, spans, MEDIUM, f"not {one.lemma}"))
        if _harms(words):
            return tuple(self._whole(Stance.THREATENS, spans, MEDIUM, f"{one.lemma} harm"))
        if _GO_ON.search(words):
            return tuple(self._whole(Stance.COMMITS, spans, MEDIUM, f"{one.lemma} go on"))
        return tuple(self._split(Stance.OFFERS, spans, Polarity.AFFIRMED, MEDIUM, one.lemma))

    def _a_side(self) -> bool:
        return bool(self.voice.party) and not self.voice.third

    def _phrase(self) -> tuple[Reading, ...]:
        """A cue of speech or attitude with no clause: "called it unfair", "expressed its opposition to"."""
        one = self.attribution
        spans = self._content_tokens()
        if not spans:
            return ()
        if one.lemma.split()[0] in _NAMING:
            return tuple(self._named(one.lemma, spans))
        if one.kind in ("speech", "hearsay", "heading") and one.direct != "indirect":
            return tuple(self._clauses(None))
        if one.kind == "hearsay" or one.lemma == "according to":
            return tuple(self._clauses(None))
        return tuple(self._whole(Stance.REPORTS, spans, LOW, f"{one.lemma} with a noun", said=False))

    def _named(self, lemma: str, spans: list[tuple[int, int]]) -> list[Reading]:
        """ "called the strike a mistake", "expressed its readiness": what the name given says."""
        start, end = spans[0][0], spans[-1][1]
        if self.cue is not None:
            for child in self.cue.children:
                if child.dep_ in ("oprd", "xcomp", "ccomp", "dobj", "prep") and child.i > self.cue.i:
                    end = max(end, child.right_edge.i + 1)
        spans = [(start, end)]
        words = self.doc[start:end].text
        if re.search(r"\b(?:readiness|willingness)\b", words):
            return self._whole(Stance.OFFERS, spans, MEDIUM, f"{lemma}: ready")
        if re.search(r"\b(?:support|backing|approval)\b", words) and lemma.split()[0] in ("express", "voice"):
            return self._whole(Stance.ACCEPTS, spans, MEDIUM, f"{lemma}: support")
        if _BAD_DEAL.search(words) or re.search(r"\b(?:distaste|opposition|objections?)\b", words):
            return self._whole(Stance.REJECTS, spans, MEDIUM, f"{lemma}: calls it bad")
        quoted = bool(re.search(r"[“\"‘](?:[^\s”\"]+\s+){0,4}[^\s”\"]+(?:$|[”\"’])", words)) and lemma.split()[0] in (
            "call",
            "brand",
            "label",
            "dub",
        )
        if _BAD_CONDUCT.search(words) or quoted:
            stance = Stance.REJECTS if quoted and _DEAL.search(words.split("“")[0].split('"')[0]) else Stance.BLAMES
            return self._whole(stance, spans, MEDIUM if _BAD_CONDUCT.search(words) else LOW, f"{lemma}: calls it bad")
        said = lemma.split()[0] in ("express", "voice") or len(words.split()) > 4 or bool(_DEAL.search(words))
        return self._whole(Stance.REPORTS, spans, LOW, lemma, said=said and lemma != "call")

    # -- the content decides

    def _is_clause(self) -> bool:
        if self.attribution.direct == "direct" or self.attribution.kind in ("hearsay", "heading"):
            return True
        if self.attribution.lemma == "according to":
            return True
        for i, j in self._content_tokens():
            for token in self.doc[i:j]:
                if _is_head(token, i, j) and token.pos_ in ("VERB", "AUX") and token.dep_ not in ("acl", "relcl"):
                    return True
        return False

    def _content_tokens(self) -> list[tuple[int, int]]:
        found = []
        for span in self.attribution.content:
            tokens = self.paragraph.tokens(span)
            if tokens is not None and len(tokens):
                found.append((tokens.start, tokens.end))
        return found

    def _contrast(self, start: int, end: int) -> int:
        """Where a content really ends: before ", while others say ..."."""
        for token in self.doc[start + 1 : end]:
            turned = token.lower_ in ("while", "whereas", "although", "though") and token.dep_ == "mark"
            if turned and self.doc[token.i - 1].text == ",":
                subject = _subject_of_own(token.head)
                if subject is not None and subject.pos_ != "PRON":
                    other = self.resolve(self.paragraph, subject)
                    if other.speaks and other.name != self.voice.name and other.party != self.voice.party:
                        return int(token.i - 1)
        return end

    def _clauses(self, default: Stance | None) -> list[Reading]:
        found: list[Reading] = []
        waiting: tuple[Span, ...] = ()
        for start, end in self._content_tokens():
            if self.attribution.direct != "direct":
                end = self._contrast(start, end)
            condition = _HANGING.match(self.doc[start:end].text)
            if condition and found:
                # "..., provided that they stay away": what was said before it is tied to it.
                last = found[-1]
                stance = last.stance if last.stance in (Stance.THREATENS, Stance.OFFERS) else Stance.INSISTS
                content = (*last.content, *self._content([(start, end)]))
                found[-1] = replace(
                    last, stance=stance, content=content, reason=f"condition: {condition.group(1).lower()}"
                )
                continue
            clauses = [one for part in self._sentences(start, end) for one in _clauses(self.doc, *part)]
            if self.cue is not None and self.attribution.direct == "indirect" and len(clauses) > 1:
                # "said it would pay, and it is unclear ...": joined to "said", so the reporter's own words.
                clauses = [
                    one
                    for one in clauses
                    if not (
                        one.head.dep_ == "conj"
                        and one.head.head == self.cue
                        and self.cue.i < start
                        and _own_subject(one.head)
                        and not is_listed(one.head)
                    )
                ]
            verbal = any(t.pos_ in ("VERB", "AUX") for t in self.doc[start:end])
            if not verbal and len(self.attribution.content) > 1:
                # A piece of a broken sentence belongs to the piece that has the verb.
                if found:
                    found[-1] = replace(found[-1], content=(*found[-1].content, *self._content([(start, end)])))
                else:
                    waiting = self._content([(start, end)])
                continue
            for clause in clauses:
                told = self._aimed(self._clause(clause, default), clause.head)
                if waiting and told:
                    told[0] = replace(told[0], content=(*waiting, *told[0].content))
                    waiting = ()
                found += told
        if waiting:
            found.append(Reading(Stance.REPORTS, waiting, Polarity.AFFIRMED, LOW, "no verb"))
        return self._joined(found)

    def _aimed(self, told: list[Reading], head: Any) -> list[Reading]:
        """With whom a clause faults or asks, where that is its subject: "Norland must leave"."""
        subject = _subject(head)
        if subject is None or subject.pos_ not in ("PROPN", "NOUN") or self._own(head) is not False:
            return told
        at = self.paragraph.span.start
        words = Span(at + self.doc[subject.left_edge.i].idx, at + subject.idx + len(subject))
        aimed = (Stance.BLAMES, Stance.DEMANDS, Stance.INSISTS)
        return [replace(each, target=words) if each.stance in aimed else each for each in told]

    def _sentences(self, start: int, end: int) -> list[tuple[int, int]]:
        """The sentences of a stretch; it is one where it is no quotation."""
        if self.attribution.direct != "direct":
            return [(start, end)]
        cuts = [
            start,
            *(
                t.i
                for t in self.doc[start + 1 : end]
                if t.is_sent_start and any(x.is_alpha for x in self.doc[start : t.i])
            ),
            end,
        ]
        return [(a, b) for a, b in itertools.pairwise(cuts) if any(t.is_alpha for t in self.doc[a:b])]

    def _clause(self, clause: Clause, default: Stance | None) -> list[Reading]:
        doc, head = self.doc, clause.head
        words = doc[clause.start : clause.end].text
        flipped = False
        # The clause of what is thought counts, not the thinking: "I think it will happen".
        if head.lemma_ in ("think", "believe", "say", "mean", "guess") and self._own(head):
            inner = [c for c in head.children if c.dep_ == "ccomp"]
            turned = any(c.dep_ == "neg" for c in head.children)
            if inner and turned:
                # "I do not think we can accept this": the negation belongs to the act.
                head, flipped = inner[0], True
            elif inner and not any(c.dep_ == "neg" for c in head.children):
                head = inner[0]
        own = self._own(head)
        spans = [(clause.start, clause.end)]
        negated = _negated(head) != flipped
        name = _frame(head)
        hypothetical = self._supposed(head)
        harm = bool(_harms(words))

        def one(stance: Stance, sure: Confidence, reason: str, polarity: Polarity = Polarity.AFFIRMED) -> list[Reading]:
            return self._split(stance, spans, polarity, sure, reason, clausal=True)

        conditioned = self._condition(clause, head, own)
        future = any(
            t.dep_ == "aux" and t.lower_ in ("will", "'ll", "’ll", "would", "shall") for t in head.children
        ) or (head.lemma_ == "go" and any(c.dep_ == "xcomp" for c in head.children))
        if (
            own is True
            and harm
            and (future or name in ("intend", "plan", "vow", "threaten", "reserve"))
            and not negated
        ):
            return one(Stance.THREATENS, HIGH if future else MEDIUM, "own act that harms")
        if _WARNING.search(words):
            return one(Stance.THREATENS, MEDIUM, "words of threat")
        if own is not True and future and self._a_side() and (harm or _RUIN.search(words)) and _OR_ELSE.search(words):
            return one(Stance.THREATENS, MEDIUM, "harm to those who do not obey")
        if own is True and future and not negated and head.lemma_ in _STOPS:
            return one(Stance.REJECTS, HIGH, f"own act to come: {head.lemma_}")
        if own is True and harm and _is_ready(head) and not negated:
            return one(Stance.THREATENS, MEDIUM, "ready to harm")
        if own is True and harm and negated and future and name not in POSITIONS:
            return one(Stance.COMMITS, MEDIUM, "will not harm")
        # A position verb of the speaker's own, with a condition or without.
        wished = own is True and head.lemma_ == "wish" and not negated
        if wished and any(c.dep_ == "xcomp" and not _own_subject(c) for c in head.children):
            return one(Stance.THREATENS if harm else Stance.COMMITS, MEDIUM, "wishes to do itself")
        ordered = own is True and head.lemma_ == "order" and not negated
        if ordered and any(
            c.dep_ == "poss" and c.lower_ in ("our", "my") for t in self.doc[head.i : clause.end] for c in t.children
        ):
            return one(Stance.COMMITS, MEDIUM, "orders its own")
        position = POSITIONS.get(name) or POSITIONS.get(head.lemma_)
        if (
            own is True
            and position is not None
            and head.pos_ == "VERB"
            and name not in ("need", "back", "attack", "order", "sign", "ask")
        ):
            return self._own_position(position, name, head, clause, negated, hypothetical, conditioned, words)
        if own is not True and position is not None and head.pos_ == "VERB" and _subject(head) is not None:
            blamed = stance_of_other(position)
            if own is False and blamed and self._a_side():
                return one(Stance.BLAMES, MEDIUM, f"the other side: {name}")
            return self._whole(Stance.REPORTS, spans, MEDIUM, f"tells of another's stance: {name}")
        if own is not False and re.search(r"\bnever (?:accept|agree|sign|give up|surrender)\b", words):
            return one(Stance.RULES_OUT, HIGH if own else MEDIUM, "own limit: never")
        if re.search(r"the answer(?:['’]s| is) no\b|\billusions?\b", words):
            return one(Stance.RULES_OUT, MEDIUM, "says no")
        able = any(c.dep_ == "aux" and c.lower_ in ("can", "could") for c in head.children)
        if conditioned in ("if", "once") and own is True and not negated and not harm and able:
            # "If Norland signs, we can go up to six": what is given, and for what.
            return one(Stance.OFFERS, MEDIUM, f"can, {conditioned}")
        weak = conditioned in ("if", "once", "in case", "assuming") and own is not True
        if (
            conditioned
            and not (weak and not _modal_of(head, doc, clause))
            and (own is not False or _REQUIRE.search(words))
        ):
            explicit = _EXPLICIT.match(conditioned) and (own is True or _REQUIRE.search(words))
            return one(Stance.INSISTS, HIGH if explicit else MEDIUM, f"condition: {conditioned}")
        subject = _subject_words(doc, head)
        about_deal = bool(_DEAL.search(subject)) or subject.lower() in ("it", "this", "that", "they")
        person = subject.lower() in ("they", "he", "she") and not _DEAL.search(words)
        if _BAD_DEAL.search(words) and (about_deal or own is None) and not person:
            asked = self._asked(head)
            if asked:
                found: list[Reading] = []
                for part in asked:
                    found += self._whole(Stance.REJECTS, [part], MEDIUM, "calls a demand bad")
                return found
            return one(Stance.REJECTS, MEDIUM, "calls a proposal bad")
        limit = _LIMIT.search(words)
        if limit and own is True and not _NO_LIMIT.search(words):
            firm = re.match(r"(?:cannot|can['’]t|can not|will not|won['’]t|never)", limit.group(), re.IGNORECASE)
            return one(Stance.RULES_OUT, HIGH if firm else MEDIUM, f"own limit: {limit.group().lower()}")
        if (
            limit
            and own is None
            and re.search(
                r"red line|non-?negotiable|out of the question|limited to|little more|nothing more|no more|"
                r"impossible|no room|the answer|illusion|not (?:up )?for",
                limit.group(),
                re.I,
            )
        ):
            return one(Stance.RULES_OUT, MEDIUM, f"limit: {limit.group().lower()}")
        if _imperative(head) and self.attribution.direct != "indirect":
            return one(Stance.DEMANDS, MEDIUM, "imperative")
        if _PRIORITY.search(words) and self._a_side():
            return self._whole(Stance.PRIORITISES, spans, MEDIUM, "a priority")
        require = _REQUIRE.search(words)
        if require and own is not True and not negated and _modal_of(head, doc, clause):
            both = not self._a_side() and (_BOTH.search(words) or self.voice.third)
            if both:
                return one(Stance.PROPOSES, MEDIUM, "asks all sides")
            return one(
                Stance.DEMANDS,
                HIGH if own is False else MEDIUM,
                f"modal: {require.group().strip().lower()}",
            )
        if re.search(
            r"\b(?:has|have|had) (?:the|a|every) right to\b|\bentitled to\b|\bon (?:our|its|their) terms\b|"
            r"\bdeserves?\b",
            words,
        ):
            return one(Stance.DEMANDS, MEDIUM, "claims a right")
        if _PRIORITY.search(words) and self._a_side():
            return self._whole(Stance.PRIORITISES, spans, MEDIUM, "a priority")
        if own is True and _is_ready(head):
            if negated:
                return one(Stance.RULES_OUT, MEDIUM, "not ready")
            if harm:
                return one(Stance.THREATENS, MEDIUM, "ready to harm")
            if _GO_ON.search(words):
                return one(Stance.COMMITS, MEDIUM, "ready to go on")
            return one(
                Stance.OFFERS,
                MEDIUM,
                "ready to",
                Polarity.HYPOTHETICAL if hypothetical and not future else Polarity.AFFIRMED,
            )
        if _DENIAL.search(words) and own is not False:
            return one(Stance.DENIES, MEDIUM, "denies an account")
        if own is True and future and not negated:
            return one(Stance.COMMITS, HIGH if not hypothetical else MEDIUM, "own act to come")
        if not negated and not harm and self._own_course(head, own, future):
            return one(Stance.COMMITS, MEDIUM, "a course of its own")
        bad = _BAD_CONDUCT.search(words) or _NOT_DONE.search(words)
        if bad is None and own is False and not negated:
            bad = _VIOLENCE.search(self.doc[head.i : clause.end].text)
        if own is not True and bad and not _MITIGATED.search(words) and self._a_side():
            return one(Stance.BLAMES, HIGH if own is False else MEDIUM, f"bad conduct: {bad.group().lower()}")
        if default in (Stance.BLAMES,):
            return one(default, MEDIUM, f"cue: {self.attribution.lemma}")
        if default is Stance.ACCEPTS and self.attribution.lemma == "agree":
            return one(default, MEDIUM, "cue: agree")
        said = not _TOLL.search(words)
        if self._hedge(clause.head):
            return self._whole(Stance.REPORTS, spans, MEDIUM, "a hedge", said=said)
        sure = (MEDIUM if self._doubtful(clause, own) else HIGH) if said else LOW
        return self._whole(Stance.REPORTS, spans, sure, "says how things are", said=said)

    def _doubtful(self, clause: Clause, own: bool | None) -> bool:
        """Whether a clause without a cue of a stance may still take one: a modal, a judgement, another's act."""
        tokens = self.doc[clause.start : clause.end]
        if own is False or _UNSURE.search(tokens.text) or any(t.text in ("“", "”", '"') for t in tokens):
            return True
        for token in tokens:
            if token.dep_ in ("nsubj", "nsubjpass", "agent", "poss") and token.pos_ in ("NOUN", "PROPN"):
                other = self.resolve(self.paragraph, token)
                if other.speaks and other.name != self.voice.name and (other.party or other.kind == "person"):
                    return True
        return False

    def _own_course(self, head: Any, own: bool | None, future: bool) -> bool:
        """Whether a speaker tells what it is about to do, or what its people will do: "we are proceeding to open"."""
        under_way = head.tag_ == "VBG" and any(
            c.dep_ == "xcomp" and any(t.lower_ == "to" and t.dep_ == "aux" for t in c.children) for c in head.children
        )
        if own is True:
            return under_way and head.lemma_ in _UNDER_WAY and any(c.lemma_ == "be" for c in head.children)
        subject = _subject_of_own(head)
        if own is not None or not future or subject is None or not self.voice.speaks or self.voice.third:
            return False
        if self.voice.kind not in ("person", "state", "body", "group"):
            return False
        bare = not any(c.dep_ in ("det", "poss", "amod", "compound", "nummod") for c in subject.children)
        if subject.lemma_ in _FORCES and bare and subject.dep_ == "nsubj":
            return True
        return bool(subject.dep_ == "nsubjpass" and head.lemma_ in _MADE_KNOWN and self.voice.party)

    def _own_position(
        self,
        stance: Stance,
        name: str,
        head: Any,
        clause: Clause,
        negated: bool,
        hypothetical: bool,
        conditioned: str,
        words: str,
    ) -> list[Reading]:
        spans = [(clause.start, clause.end)]
        if stance is Stance.ACCEPTS:
            bound = self._bounded(head, (head.i + 1, clause.end), negated and not _no_object(head))
            if bound:
                if bound[0].stance is Stance.INSISTS:
                    return self._whole(Stance.INSISTS, spans, MEDIUM, bound[0].reason)
                return bound
        after = [c for c in head.children if c.i > head.i and c.dep_ in ("dobj", "ccomp", "xcomp", "prep", "dative")]
        if after and head.lemma_ not in ("refuse", "decline", "reject") and not conditioned:
            last = max(c.right_edge.i for c in after) + 1
            spans = [(min(c.left_edge.i for c in after), min(last, clause.end))]
        harm = _harms(words)
        polarity, sure = Polarity.AFFIRMED, HIGH
        if name == "want" and any(c.dep_ == "xcomp" and not _own_subject(c) for c in head.children):
            stance, sure = (Stance.THREATENS if harm else Stance.COMMITS), MEDIUM
        elif name == "look for":
            sure = MEDIUM
        if stance is Stance.COMMITS and harm:
            stance, sure = Stance.THREATENS, MEDIUM
        if negated:
            if stance is Stance.ACCEPTS:
                stance, sure = Stance.REJECTS, MEDIUM
            elif stance is Stance.OFFERS:
                stance, sure = Stance.RULES_OUT, MEDIUM
            else:
                polarity = Polarity.NEGATED
        elif conditioned and stance in (Stance.ACCEPTS, Stance.REJECTS, Stance.COMMITS, Stance.OFFERS):
            sure = HIGH if _EXPLICIT.match(conditioned) else MEDIUM
            return self._split(
                Stance.INSISTS, [(clause.start, clause.end)], polarity, sure, f"condition: {conditioned}"
            )
        elif hypothetical:
            polarity, sure = Polarity.HYPOTHETICAL, MEDIUM
        return self._split(stance, spans, polarity, sure, f"own verb: {name}")

    def _asked(self, head: Any) -> list[tuple[int, int]]:
        """The infinitives of a subject such as "demands to close the mine and to pay the crews"."""
        subject = _subject(head)
        if subject is None or subject.lemma_ not in (
            "demand",
            "call",
            "request",
            "proposal",
            "plan",
            "offer",
            "appeal",
        ):
            return []
        first = [c for c in subject.children if c.dep_ in ("acl", "relcl") and c.tag_ == "VB"]
        if not first:
            return []
        chain = _chain(first[0], 0, len(self.doc))
        end = max(t.right_edge.i + 1 for t in chain)
        for token in self.doc[chain[0].i : end]:
            if token.text in ("-", "–", "—", "("):
                end = token.i
                break
        return _cut(self.doc, [t for t in chain if t.i < end], chain[0].left_edge.i, end, keep_front=True)

    def _condition(self, clause: Clause, head: Any, own: bool | None) -> str:
        """The word of a condition that this clause ties its act to; "" without one."""
        doc = self.doc
        words = doc[clause.start : clause.end].text
        if re.search(r"\bmust\b.*\bbefore\b|\bbefore\b.*\bmust\b|\bfirst\b.*\bbefore\b", words):
            return "before"
        for match in _CONDITION.finditer(words):
            found = match.group().lower()
            token = doc.char_span(
                doc[clause.start].idx + match.start(), doc[clause.start].idx + match.end(), alignment_mode="expand"
            )
            if token is None:
                continue
            first = token[0]
            above = first.head.head
            if found == "if" and (
                first.head.dep_ == "ccomp"
                or above.lower_ in ("unclear", "uncertain", "sure")
                or above.lemma_ in ("know", "see", "ask", "wonder")
            ):
                continue  # "asked if"
            if first.dep_ == "mark" and first.head != head and not _near(first.head, head):
                continue  # it belongs to something deeper inside
            if (
                found in ("once", "without", "in case")
                and found != "without"
                and first.dep_ != "mark"
                and first.dep_ != "advmod"
            ):
                continue
            if found == "once" and first.head.dep_ != "advcl":
                continue
            if found == "without" and not re.search(r"\b(?:impossible|cannot|can['’]t|no|not|never|n['’]t)\b", words):
                continue
            if found in ("as long as", "so long as") and words[match.end() :].lstrip().startswith(
                ("it takes", "necessary", "need")
            ):
                continue
            if found in ("as long as", "so long as") and first.i > head.i and _GO_ON.search(words):
                continue
            if found == "until" and first.i > head.i and _GO_ON.search(words) and not _negated(head):
                continue
            if found == "if" and doc[first.i - 1].lower_ == "as" if first.i else False:
                continue
            return found
        return ""

    def _hedge(self, head: Any) -> bool:
        """Whether the clause is only words around what is said: "I am not sure", "we know"."""
        subject = _subject(head)
        if subject is None or subject.lower_ not in ("i", "we"):
            return False
        hedged = any(c.lower_ in ("sure", "certain") for c in head.children)
        return hedged or head.lemma_ in ("think", "know", "see", "guess", "mean")

    def _own(self, head: Any) -> bool | None:
        """Whether the clause's act is the speaker's own; None where that is not known."""
        subject = _subject(head)
        if subject is None:
            return None
        word = subject.lower_
        if word in ("i", "we"):
            return True
        kind = self.voice.kind
        if subject.pos_ == "PRON" and self.attribution.direct != "direct":
            if word in ("he", "she"):
                return True if kind in ("person", "bystander", "anonymous") else None
            if word == "they":
                return True if kind in ("anonymous", "group", "together", "body") else None
            if word == "it":
                return True if kind in ("state", "body", "document", "group") and not _expletive(subject) else None
        if word in ("you", "they", "he", "she") and self.attribution.direct == "direct":
            return False
        if subject.pos_ not in ("PROPN", "NOUN"):
            return None
        if any(c.dep_ == "poss" and c.lower_ in ("our", "my") for c in subject.children):
            return True
        if (
            any(c.dep_ == "poss" and c.lower_ in ("his", "her", "its", "their") for c in subject.children)
            and self.attribution.direct != "direct"
        ):
            return True if not _DEAL.search(subject.text) else None
        found = self.resolve(self.paragraph, subject)
        definite = any(c.dep_ == "det" and c.lower_ == "the" for c in subject.children)
        if definite and found.kind == "group" and subject.lemma_.lower() in self.voice.party.casefold():
            return True  # "the union" in the mouth of the Harbour Workers Union
        if subject.lower_ in ("government", "country", "administration") and definite and state_of(self.voice.party):
            return True
        if subject.lower_ == "bloc" and self.voice.party:
            return True
        if found.party and self.voice.party:
            mine = set(self.voice.party.split("; "))
            return bool(mine & set(found.party.split("; ")))
        if found.name and found.name == self.voice.name:
            return True
        if found.kind in ("person", "state", "body") and self.voice.speaks:
            return False
        return None

    def _supposed(self, head: Any) -> bool:
        return head is not None and any(c.dep_ == "aux" and c.lower_ in _SUPPOSING for c in head.children)

    def _first_verb(self, spans: Sequence[tuple[int, int]]) -> Any:
        for i, j in spans:
            for token in self.doc[i:j]:
                if _is_head(token, i, j) and token.pos_ in ("VERB", "AUX"):
                    return token
        return None

    # -- parts

    def _whole(
        self,
        stance: Stance,
        spans: Sequence[tuple[int, int]],
        sure: Confidence,
        reason: str,
        said: bool = True,
        polarity: Polarity = Polarity.AFFIRMED,
    ) -> list[Reading]:
        content = tuple(dict.fromkeys(self._content(spans)))
        return [Reading(stance, content, polarity, sure, reason, said)] if content else []

    def _split(
        self,
        stance: Stance,
        spans: Sequence[tuple[int, int]],
        polarity: Polarity,
        sure: Confidence,
        reason: str,
        clausal: bool = False,
    ) -> list[Reading]:
        """One reading for each issue named, where the stance is one that is split."""
        if (
            stance not in SPLIT
            or polarity is Polarity.NEGATED
            or len(spans) != 1
            or self.attribution.direct == "direct"
        ):
            return self._whole(stance, spans, sure, reason, polarity=polarity)
        parts = _parts(
            self.doc,
            *spans[0],
            nouns=stance in (Stance.DEMANDS, Stance.PROPOSES, Stance.OFFERS),
            each_to=stance in (Stance.REJECTS, Stance.ACCEPTS),
        )
        found: list[Reading] = []
        for part in parts:
            before = self.doc[part[0] - 1].lower_ if part[0] else ""
            if before == "or" and stance is Stance.DEMANDS and _harms(self.doc[part[0] : part[1]].text):
                found += self._whole(Stance.THREATENS, [part], MEDIUM, "or else")
            else:
                found += self._whole(stance, [part], sure, reason, polarity=polarity)
        return found

    def _content(self, spans: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
        found = []
        for i, j in spans:
            tokens = self.doc[i:j]
            span = Span(self.paragraph.span.start + tokens.start_char, self.paragraph.span.start + tokens.end_char)
            for whole in self.attribution.content:
                # A token may stick out of the content: a mark glued to a word.
                if whole.overlaps(span) and span.start < whole.start < span.start + 3:
                    span = Span(whole.start, span.end)
            credit = _CREDIT.search(self.text[: span.end], span.start)
            if credit and credit.end() >= span.end - 2 and self.attribution.lemma != "according to":
                span = Span(span.start, credit.start())
            neatened = neat(self.text, span, self.attribution.direct)
            if neatened.end > neatened.start:
                found.append(neatened)
        return tuple(found)

    def _joined(self, found: list[Reading]) -> list[Reading]:
        """Neighbours of one stance that is not split become one."""
        joined: list[Reading] = []
        for one in found:
            before = joined[-1] if joined else None
            if (
                before is not None
                and "a hedge" in (one.reason, before.reason)
                and not {one.stance, before.stance} & SPLIT
            ):
                kept = before if one.reason == "a hedge" else one
                whole = _touching(self.text, (*before.content, *one.content), self.attribution)
                joined[-1] = replace(kept, content=whole)
                continue
            if (
                before is not None
                and before.stance is one.stance
                and before.polarity is one.polarity
                and one.stance not in SPLIT
            ):
                joined[-1] = replace(
                    before,
                    content=_touching(self.text, (*before.content, *one.content), self.attribution),
                    confidence=min(before.confidence, one.confidence, key=lambda c: c.height),
                    said=before.said or one.said,
                )
            else:
                joined.append(one)
        return joined


def stance_of_other(position: Stance) -> bool:
    """Whether telling that the other side took such a stance is to fault it."""
    return position in (Stance.REJECTS, Stance.RULES_OUT, Stance.THREATENS, Stance.BLAMES)


def _goes_on(words: str) -> bool:
    """Whether an act only goes on, and what goes on is no harm: "keep talking", but not "keep attacking"."""
    plain = words.removeprefix("to ")
    going = _GO_ON.match(plain)
    if going is None:
        return False
    harm = _HARM.search(plain, going.end())
    return harm is None or harm.start() > going.end() + 25


def _harms(words: str) -> bool:
    """Whether an act that harms is spoken of, and not its end: "impose tariffs", but not "lift the sanctions"."""
    return any(not _RELIEF.search(words[: match.start()]) for match in _HARM.finditer(words))


def _touching(text: str, spans: Sequence[Span], attribution: Attribution) -> tuple[Span, ...]:
    """Neighbouring spans as one, where only marks, a conjunction or nothing of another kind stands between them."""
    merged: list[Span] = []
    for span in sorted(set(spans)):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
            continue
        if merged and re.fullmatch(r"[\s,.;:!?—–-]*(?:and|but|so|or|that|,|\s)*\s*", text[merged[-1].end : span.start]):
            merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return tuple(merged)


def neat(text: str, span: Span, direct: str = "indirect") -> Span:
    """A content without what is no part of it: "that", "to" or a conjunction in front, enclosing marks, the stop."""
    start, end = span.start, span.end
    changed = True
    while changed and start < end:
        changed = False
        while start < end and (text[start].isspace() or text[start] in ",;:—–"):
            start, changed = start + 1, True
        opening = {"“": "”", '"': '"', "‘": "’", "'": "'"}.get(text[start], "") if start < end else ""
        if opening and (direct == "direct" or opening not in text[start + 1 : end - 1]):
            start, changed = start + 1, True
        match = re.compile(r"(?:that|to|and|but|so|or|for|however)\s*,?\s+", re.IGNORECASE).match(text, start, end)
        if (match and direct != "direct") or (
            match and match.group().strip().lower() in ("and", "but", "that") and span.start < start
        ):
            start, changed = match.end(), True
    while end > start and (text[end - 1].isspace() or text[end - 1] in _MARKS + ".!?"):
        if text[end - 1] == "." and re.search(r"\b(?:[A-Z]\.){1,}$", text[start:end]):
            break
        if text[end - 1] in "’'" and text[end - 2 : end - 1].isalnum() and text[end - 2].lower() == "s":
            break
        end -= 1
    for word in (" and", " but", " or"):
        if text[start:end].endswith(word):
            return neat(text, Span(start, end - len(word)), direct)
    return Span(start, end)


def _is_head(token: Any, i: int, j: int) -> bool:
    return token.head == token or not i <= token.head.i < j


def _clauses(doc: Any, start: int, end: int) -> list[Clause]:
    """The main clauses of a stretch: every head in it, and what is joined to a head with a verb of its own."""
    heads = [t for t in doc[start:end] if _is_head(t, start, end) and not t.is_punct and not t.is_space]
    finite: list[Any] = []

    def take(token: Any) -> None:
        if not start <= token.i < end:
            return
        finite.append(token)
        for child in token.children:
            if not start <= child.i < end:
                continue
            joined = child.dep_ == "conj" and child.pos_ in ("VERB", "AUX") and not _bare_infinitive(child, token)
            if child.lower_ in ("provided", "providing") and any(c.lower_ == "that" for c in child.subtree):
                joined = False
            clause = child.dep_ in ("ccomp", "parataxis") and child.i < token.i and _subject(child) is not None
            aside = child.dep_ == "ccomp" and child.i > token.i and _after_stop(doc, child)
            if joined or clause or aside:
                take(child)

    # A head that is a mere remnant (a marker, an adverb) belongs to the head beside it.
    heads = [
        t for t in heads if not (t.lower_ in ("provided", "providing") and any(c.lower_ == "that" for c in t.subtree))
    ]
    verbal = [
        t for t in heads if t.pos_ in ("VERB", "AUX") or any(c.dep_ in ("nsubj", "nsubjpass") for c in t.children)
    ]
    for head in verbal or heads[:1]:
        take(head)
    ordered = sorted(set(finite), key=lambda t: t.i)
    if len(ordered) <= 1:
        if ordered:
            return [Clause(ordered[0], start, end)]
        # The parser made a mark the head of the sentence: the first verb will do.
        verbs = [t for t in doc[start:end] if t.pos_ in ("VERB", "AUX")] or [t for t in doc[start:end] if t.is_alpha]
        return [Clause(verbs[0], start, end)] if verbs else []
    bounds = []
    for head in ordered:
        inner = [
            t
            for t in head.subtree
            if start <= t.i < end
            and not any(_under(t, other) for other in ordered if other != head and _under(other, head))
        ]
        low = min((t.i for t in inner), default=head.i)
        bounds.append(max(low, start))
    clauses = []
    for number, head in enumerate(ordered):
        low = start if number == 0 else bounds[number]
        high = bounds[number + 1] if number + 1 < len(ordered) else end
        if low < high:
            clauses.append(Clause(head, low, high))
    return clauses


def _under(token: Any, head: Any) -> bool:
    return bool(token == head or head.is_ancestor(token))


def _after_stop(doc: Any, token: Any) -> bool:
    edge = token.left_edge.i
    return edge > 0 and doc[edge - 1].text in (";", "—", "–", "-", ".")


def _bare_infinitive(child: Any, head: Any) -> bool:
    """A joined infinitive without subject and auxiliary: "to freeze and discard" is one clause with two verbs."""
    # A bare infinitive cannot be joined to a finite verb: then the parser hung it too high.
    bare = child.tag_ == "VB" and _subject_of_own(child) is None and not any(c.dep_ == "aux" for c in child.children)
    return bare and not _imperative(head)


def _subject_of_own(token: Any) -> Any:
    return next((c for c in token.children if c.dep_ in ("nsubj", "nsubjpass", "csubj", "expl")), None)


def is_listed(clause: Any) -> bool:
    """Whether a clause with a modal follows after a bare comma, as one of a list of things said."""
    edge = clause.left_edge.i
    modal = any(c.tag_ == "MD" for c in clause.children)
    comma = clause.left_edge.text == "," or (edge > 0 and clause.doc[edge - 1].text == ",")
    return modal and comma and _own_subject(clause)


def _near(token: Any, head: Any) -> bool:
    """Whether an adverbial clause hangs on the head itself, or on what the head governs at once."""
    above = token.head
    return bool(above == head or above.head == head or token == head)


def _own_subject(token: Any) -> bool:
    return _subject_of_own(token) is not None


def _subject(head: Any, depth: int = 0) -> Any:
    own = _subject_of_own(head)
    if own is not None:
        return own
    if depth < 3 and head.dep_ in ("conj", "xcomp", "advcl") and head.head != head:
        return _subject(head.head, depth + 1)
    return None


def _subject_words(doc: Any, head: Any) -> str:
    subject = _subject(head)
    return "" if subject is None else str(doc[subject.left_edge.i : subject.right_edge.i + 1].text)


def _expletive(token: Any) -> bool:
    head = token.head
    told = [
        a
        for c in head.children
        if c.dep_ == "acomp"
        for a in c.children
        if a.dep_ in ("ccomp", "advcl", "xcomp", "csubj")
    ]
    if head.lemma_ == "be" and told and any(c.lower_ in _IMPERSONAL for c in head.children if c.dep_ == "acomp"):
        return True
    return bool(
        token.dep_ == "expl" or (head.lemma_ == "be" and any(c.dep_ in ("ccomp", "csubj") for c in head.children))
    )


def _negated(head: Any) -> bool:
    if any(c.dep_ == "neg" or c.lower_ == "never" for c in head.children):
        return True
    if head.dep_ == "xcomp" and head.head.lemma_ in ("go", "be"):
        return _negated(head.head)
    return any(
        c.dep_ == "det" and c.lower_ == "no"
        for t in head.children
        if t.dep_ in ("nsubj", "dobj", "attr")
        for c in t.children
    )


def _no_object(head: Any) -> bool:
    """Whether a negation stands in the object alone: "sign no agreement"."""
    return not any(c.dep_ == "neg" or c.lower_ == "never" for c in head.children)


def _frame(head: Any) -> str:
    """The verb with its particle or preposition, where the table of positions knows it so."""
    for child in head.children:
        if (
            child.i > head.i
            and child.dep_ in ("prt", "prep", "advmod")
            and f"{head.lemma_} {child.lower_}" in POSITIONS
        ):
            return f"{head.lemma_} {child.lower_}"
    return str(head.lemma_)


def _is_ready(head: Any) -> bool:
    """ "is ready to", "could accept": the head's own adjective, or a modal before an act that yields."""
    if any(
        c.dep_ in ("acomp", "oprd") and c.lower_ in _READY and c.i > head.i and list(c.children) for c in head.children
    ):
        return True
    modal = any(c.dep_ == "aux" and c.lower_ in ("would", "could", "might", "may") for c in head.children)
    return modal and head.lemma_ in _YIELDS


def _imperative(head: Any) -> bool:
    return bool(
        head.tag_ == "VB"
        and head.dep_ in ("ROOT", "ccomp", "conj")
        and _subject_of_own(head) is None
        and not any(c.dep_ in ("aux", "mark") for c in head.children)
        and (head.dep_ != "conj" or _imperative(head.head))
    )


def _modal_of(head: Any, doc: Any, clause: Clause) -> bool:
    """Whether the requirement belongs to the clause itself and not to something inside it."""
    for token in doc[clause.start : clause.end]:
        modal = token.lower_ in ("must", "should", "shall", "ought")
        if modal and (token.head == head or token.head.dep_ == "xcomp"):
            return not (token.lower_ == "should" and head.lemma_ == "be" and not _full_predicate(head))
        if token.lemma_ in ("have", "need") and token.i + 1 < len(doc) and (token == head or token.head == head):
            needed = any(c.dep_ == "xcomp" for c in token.children) or token.dep_ == "aux"
            if needed:
                return True
    if head.lemma_ in ("need", "want", "demand", "insist", "deserve", "require", "look", "call", "let"):
        return True
    return bool(
        re.search(
            r"\bit(?:'s| is|’s| was)? (?:time|necessary|essential|vital|imperative|crucial|important)\b|the only way",
            doc[clause.start : clause.end].text,
        )
    )


def _full_predicate(head: Any) -> bool:
    """Whether "should be" is followed by something that can be asked for, and not by a feeling or by nothing."""
    return any(
        c.i > head.i and c.dep_ in ("attr", "prep", "xcomp", "acomp") and not (c.pos_ == "ADJ" and not list(c.children))
        for c in head.children
    )


def _parts(doc: Any, start: int, end: int, nouns: bool, each_to: bool = False) -> list[tuple[int, int]]:
    """The stretch cut at its conjuncts, one for each thing asked for or offered; whole where it is one."""
    heads = [t for t in doc[start:end] if _is_head(t, start, end) and not t.is_punct and not t.is_space]
    if not heads:
        return [(start, end)]
    head = max(heads, key=lambda t: len([x for x in t.subtree if start <= x.i < end]))
    chain = _chain(head, start, end)
    if len(chain) == 1 and head.pos_ in ("VERB", "AUX"):
        below = [c for c in head.children if c.dep_ in ("xcomp", "ccomp") and start <= c.i < end]
        if below:
            chain = _chain(below[-1], start, end)
    verbs = [t for t in chain if t.pos_ in ("VERB", "AUX")]
    if each_to and not all(any(c.lower_ == "to" and c.dep_ == "aux" for c in t.children) for t in verbs):
        verbs = []
    if len(verbs) > 1 and len(verbs) == len(chain):
        return _cut(doc, chain, start, end, keep_front=True)
    loose = [t for t in heads if t.dep_ == "dep" and t.pos_ == "NOUN" and _full(t)]
    if nouns and loose and all(t.pos_ == "NOUN" for t in heads):
        return _cut(
            doc,
            sorted({t for one in heads for t in _chain(one, start, end)}, key=lambda t: t.i),
            start,
            end,
            keep_front=True,
        )
    if nouns:
        objects = [
            t
            for t in doc[start:end]
            if t.pos_ in ("NOUN", "PROPN") and (t.dep_ in ("dobj", "appos", "attr") or (t == head))
        ]
        for one in objects:
            joined = [t for t in _chain(one, start, end, listed=True) if t.pos_ in ("NOUN", "PROPN")]
            if len(joined) > 1 and all(_full(t) for t in joined) and _depth(one, head) <= 2:
                return _cut(doc, joined, start, end, keep_front=False)
    return [(start, end)]


def _depth(token: Any, head: Any) -> int:
    steps = 0
    while token != head and token.head != token and steps < 9:
        token, steps = token.head, steps + 1
    return steps


def _full(token: Any) -> bool:
    """A conjunct that names a thing of its own, and not one half of a pair of names."""
    return token.pos_ == "NOUN" and any(
        c.dep_ in ("det", "poss", "amod", "compound", "nummod", "prep", "acl") for c in token.children
    )


def _chain(token: Any, start: int, end: int, listed: bool = False) -> list[Any]:
    """A token and what is joined to it; with `listed` also what the parser took for an apposition in a list."""
    found = [token]
    for child in token.children:
        one = child.dep_ == "conj" or (
            listed and child.dep_ == "appos" and child.doc[child.left_edge.i - 1].text == ","
        )
        if one and start <= child.i < end:
            found += _chain(child, start, end, listed)
    return found


def _cut(doc: Any, chain: Sequence[Any], start: int, end: int, keep_front: bool) -> list[tuple[int, int]]:
    lows = []
    for number, token in enumerate(chain):
        later = chain[number + 1 :]
        inner = [t.i for t in token.subtree if not any(_under(t, x) for x in later) and t.dep_ not in ("cc",)]
        lows.append(max(start, min(inner, default=token.i)))
    if keep_front:
        lows[0] = start
    parts = []
    for number, low in enumerate(lows):
        high = lows[number + 1] if number + 1 < len(lows) else end
        while high > low and (doc[high - 1].is_punct or doc[high - 1].lower_ in ("and", "or", "but", "to", "as")):
            high -= 1
        if low < high:
            parts.append((low, high))
    return parts
