"""Which words tell that one said, thought, wanted or took a stand, and where does the content stand beside them?

A cue is an entry: a lemma with its particle or preposition, its class, the frames in which it is a cue, and the stance
that it mostly means (none where the content decides). Which lemma is a cue in which frame was counted on news
[Newell2018]; the words of negotiation that such news seldom has are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nonpaper.case.statements import Stance

SPEECH, THOUGHT, WILL, ATTITUDE, ACT = "speech", "thought", "will", "attitude", "act"
HEARSAY, HEADING = "hearsay", "heading"

# Where the content stands ...
CLAUSE = "clause"  # "said that ...", "asked whether ..."
INFINITIVE = "infinitive"  # "refused to ..."
GERUND = "gerund"  # "suggested meeting ..."
OBJECT = "object"  # "rejected ..."
PREPOSITION = "preposition"  # "called for ..."
QUOTE = "quote"  # words in quotation marks beside it
NAMING = "naming"  # "called the paper a trap"
# ... and what is odd about it.
ADDRESSED = "addressed"  # the object is who hears it: "told reporters that ..."
UNSAID = "unsaid"  # in the passive it tells of nobody's words: "is expected to ..."
RAISING = "raising"  # the same without a passive: "seems to ..."

_LETTERS = {
    "c": CLAUSE, "i": INFINITIVE, "g": GERUND, "o": OBJECT, "q": QUOTE, "n": NAMING,
    "t": ADDRESSED, "u": UNSAID, "r": RAISING,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One cue: its lemma with its particle or preposition, its class, its frames, and the stance it mostly means."""

    lemma: str
    kind: str
    frames: frozenset[str]
    stance: Stance | None = None


# Class, letters of the frames, stance, lemmas (a particle after "_"). A lemma stands in one row.
_VERBS: tuple[tuple[str, str, Stance | None, str], ...] = (
    (SPEECH, "ciqogu", None, "say"),
    (SPEECH, "cqtiou", None, "tell"),
    (SPEECH, "cqtu", None, "inform assure remind brief notify reassure"),
    (
        SPEECH, "cqo", None,
        "note argue explain write tweet state reveal repeat acknowledge emphasize emphasise stress "
        ""
        "reiterate recall mention predict estimate allege indicate confirm concede admit disclose declare announce "
        "signal "
        "claim affirm recount caution lament quote proclaim opine retweet illustrate concur advise",
    ),
    (
        SPEECH, "cq", None,
        "add reply respond answer post conclude remark observe quip joke boast exclaim shout whisper hint imply "
        "clarify "
        "retort counter echo chant continue wonder testify contend maintain complain comment read relate snap "
        "point_out "
        "go_on text email muse brag chime_in interject yell scream cry sum_up speculate elaborate speak_out rejoin "
        "assert "
        "theorize charge warn point fume gush deadpan shoot_back fire_back",
    ),
    (SPEECH, "cqogu", None, "report suggest"),
    (SPEECH, "cu", None, "make_clear"),
    (SPEECH, "cti", None, "convince"),
    (SPEECH, "cqitou", None, "ask"),
    (SPEECH, "cqo", Stance.DENIES, "deny rebut refute dispute contradict"),
    (SPEECH, "cq", Stance.INSISTS, "insist"),
    (SPEECH, "cqi", Stance.THREATENS, "threaten"),
    (SPEECH, "cqio", Stance.COMMITS, "promise pledge vow swear guarantee"),
    (SPEECH, "cqgio", Stance.PROPOSES, "propose recommend"),
    (
        SPEECH, "oqc", None,
        "discuss describe express voice cite detail outline share highlight question list lay_out "
        "summarize elaborate reference tout discount spell_out bring_up",
    ),
    (THOUGHT, "c", None, "think feel know worry doubt suspect assume understand realize realise imagine guess "
     "learn decide wonder dream figure bet reckon regret lament rejoice recognize notice presume"),
    (THOUGHT, "coiu", None, "believe expect"),
    (THOUGHT, "con", None, "fear remember consider view"),
    (THOUGHT, "cr", None, "appear seem"),
    (THOUGHT, "ci", None, "hope"),
    (THOUGHT, "co", None, "show"),
    (THOUGHT, "c", None, "find "),
    (WILL, "cio", Stance.DEMANDS, "demand want request order seek urge"),
    (WILL, "i", None, "plan intend aim decide vote"),
    (WILL, "io", None, "prefer hate encourage persuade press beg implore instruct advise exhort "
     ""),
    (WILL, "ci", Stance.ACCEPTS, "agree consent"),
    (WILL, "io", Stance.REJECTS, "refuse decline"),
    (WILL, "io", Stance.OFFERS, "offer"),
    (WILL, "i", Stance.COMMITS, "commit undertake"),
    (WILL, "ion", None, "call"),
    (
        ATTITUDE, "o", Stance.REJECTS,
        "reject oppose dismiss turn_down rebuff spurn repudiate disavow veto shrug_off brush_off "
        "reject_out "
        "disown scoff",
    ),
    (ATTITUDE, "ou", Stance.BLAMES, "accuse"),
    (ATTITUDE, "o", Stance.RULES_OUT, "rule_out foreclose exclude"),
    (
        ATTITUDE, "oq", Stance.BLAMES,
        "condemn blame criticize criticise denounce blast slam decry mock chide assail rebuke bash ridicule "
        "lambast lambaste castigate excoriate berate deplore fault deride belittle call_out "
        "disparage scold skewer rip savage",
    ),
    (
        ATTITUDE, "o", Stance.ACCEPTS,
        "support endorse back praise favor favour defend welcome applaud approve hail champion laud commend "
        "promote advocate congratulate thank credit ",
    ),
    (
        ATTITUDE, "o", None,
        "admire love respect downplay play_down bemoan invoke dislike single_out protest recite articulate",
    ),
    (
        ATTITUDE, "on", None,
        "portray label brand deem dub characterize characterise depict identify regard liken nickname "
        "paint declare title",
    ),
    (ACT, "o", Stance.ACCEPTS, "accept"),
    (ACT, "o", Stance.PROPOSES, "put_forward float unveil issue"),
    (ACT, "o", Stance.WITHDRAWS, "withdraw walk_back"),
)  # fmt: skip

# Class, stance, "lemma preposition": the content is what follows.
_PREPOSITIONS: tuple[tuple[str, Stance | None, str], ...] = (
    (ATTITUDE, Stance.DEMANDS, "call for, call on, push for, press for, ask for, appeal for, plead for, "
     "advocate for, argue for, lobby for, campaign for, call upon"),
    (ATTITUDE, Stance.INSISTS, "insist on, insist upon"),
    (ATTITUDE, Stance.ACCEPTS, "agree to, agree on, agree with, approve of, vote for, side with, stand by, sign on, "
     "vouch for"),
    (ATTITUDE, Stance.REJECTS, "object to, argue against, vote against, disagree with, rail against, balk at, "
     "campaign against, speak against, back from"),
    (SPEECH, None, "refer to, point to, talk about, speak about, speak of, ask about, comment on, hint at, allude to, "
     "talk of, write about, boast of, boast about, brag about, elaborate on, testify about, joke about, "
     "expand on, weigh on, tell about, tell of, dwell on, harp on"),
    (SPEECH, Stance.BLAMES, "complain about, complain of"),
    (SPEECH, Stance.THREATENS, "warn of, warn about, warn against, threaten with"),
    (THOUGHT, None, "think about, worry about, hope for, dream of, know about, believe in, "
     "learn of, learn about, wonder about"),
    (WILL, Stance.COMMITS, "commit to"),
)  # fmt: skip

# Stance, "noun frame": "to" for an infinitive, "that" for a clause, else a preposition.
_NOUNS: tuple[tuple[Stance | None, str], ...] = (
    (Stance.DEMANDS, "demand to, demand that, demand for, call to, call for, request to, request for, request that, "
     "appeal for, appeal to, insistence on, insistence that, push for, case for, desire to, desire for"),
    (Stance.COMMITS, "promise to, promise that, promise of, pledge to, pledge that, vow to, vow that, commitment to, "
     "plan to, plan for, decision to, intention to, determination to, readiness to"),
    (Stance.OFFERS, "offer to, offer of, willingness to"),
    (Stance.PROPOSES, "proposal to, proposal for, proposal that, suggestion that, suggestion of, recommendation that, "
     "recommendation to"),
    (Stance.REJECTS, "refusal to, rejection of, opposition to, objection to, unwillingness to, reluctance to, "
     "denial of"),
    (Stance.ACCEPTS, "support for, support of, endorsement of, embrace of, acceptance of, agreement to, approval of, "
     "defense of, backing of, praise for"),
    (Stance.THREATENS, "threat to, threat of, warning that, warning of"),
    (Stance.BLAMES, "criticism of, accusation that, accusation of, complaint that, complaint about, "
     "condemnation of, denunciation of"),
    (Stance.DENIES, "denial that"),
    (None, "claim that, statement that, assertion that, concern that, concern about, concern over, belief that, "
     "belief in, doubt that, doubt about, hope that, hope of, hope for, confidence that, confidence in, argument that, "
     "admission that, allegation that, fear that, fear of, question about, view that, "
     "reference to, mention of, idea that, notion "
     "that, "
     "speculation that, conviction that, impression that, contention that, prediction that, assumption that, "
     "skepticism about, skepticism of"),
)  # fmt: skip

_ADJECTIVES: tuple[tuple[Stance | None, str], ...] = (
    (Stance.OFFERS, "willing to, ready to, prepared to, open to"),
    (Stance.REJECTS, "unwilling to, reluctant to, opposed to"),
    (Stance.BLAMES, "critical of"),
    (Stance.ACCEPTS, "supportive of"),
    (Stance.COMMITS, "committed to, determined to"),
    (None, "confident that, confident in, confident of, certain that, hopeful that, hopeful about, "
     "optimistic that, optimistic about, concerned that, concerned about, worried that, worried about, skeptical of, "
     "skeptical about, sceptical of, sceptical about, wary of, proud of, interested in, quick to, "
     "eager to, inclined to, "
     "aware of, convinced that, adamant that, doubtful that, afraid that, afraid of, aware that, glad that, "
     "happy that"),
)  # fmt: skip

# The stances of which a participle or a second verb is the speaker's own next word: "said ..., blaming ...".
STANDS = frozenset({
    Stance.BLAMES, Stance.DENIES, Stance.THREATENS, Stance.DEMANDS, Stance.REJECTS, Stance.COMMITS, Stance.PROPOSES,
})  # fmt: skip
# A verb that only carries a noun of saying: "made a demand that ...", "expressed concern about ...".
LIGHT = frozenset({
    "make", "issue", "express", "voice", "raise", "have", "give", "take", "offer", "repeat", "reiterate", "announce",
    "show", "share", "hold", "state", "declare", "send", "renew", "deliver", "be", "put", "air", "outline", "lay",
})  # fmt: skip
# What is told or asked, where the verb's object mostly is who hears it.
TOLD = frozenset({"story", "truth", "tale", "lie", "joke", "anecdote", "question", "fact", "why", "it"})
# A verb before the cue that says no more than that it goes on or begins.
GOING_ON = frozenset({"go", "continue", "begin", "start", "proceed", "come"})
# Prepositions after an object that belong to what is said of it.
COMPLEMENTS = frozenset(
    {"of", "for", "as", "to", "from", "against", "over", "about", "on", "with", "into", "like", "than"}
)
HEARSAY_ADVERBS = frozenset({"reportedly", "allegedly", "supposedly", "purportedly"})
# Words before a colon that are no speaker.
NO_SPEAKERS = frozenset({
    "related", "read more", "watch", "update", "note", "photo", "video", "photos", "image", "source", "correction",
    "editor's note", "by", "more", "the latest", "still to come", "contributing", "paid notice", "contact",
    "also read", "see also", "breaking",
})  # fmt: skip
# Forms that the parser gives a wrong lemma.
_LEMMAS = {"hoping": "hope", "hoped": "hope", "hopes": "hope", "retweeted": "retweet", "’s": "be", "'s": "be"}


def _verbs() -> dict[tuple[str, str], Entry]:
    found: dict[tuple[str, str], Entry] = {}
    for kind, letters, stance, lemmas in _VERBS:
        frames = frozenset(_LETTERS[letter] for letter in letters)
        for word in lemmas.split():
            lemma, _, particle = word.partition("_")
            old = found.get((lemma, particle))
            entry = Entry(f"{lemma} {particle}".strip(), kind, frames, stance)
            if old is not None:  # two rows: the frames of both, the class of the first
                entry = Entry(old.lemma, old.kind, old.frames | frames, old.stance or stance)
            found[lemma, particle] = entry
    return found


def _pairs(rows: tuple[tuple[str, Stance | None, str], ...], frames: dict[str, str]) -> dict[tuple[str, str], Entry]:
    found: dict[tuple[str, str], Entry] = {}
    for kind, stance, listed in rows:
        for pair in listed.split(","):
            lemma, follower = pair.split()
            found[lemma, follower] = Entry(
                f"{lemma} {follower}", kind, frozenset({frames.get(follower, PREPOSITION)}), stance
            )
    return found


_CLAUSAL = {"to": INFINITIVE, "that": CLAUSE}
VERBS: Mapping[tuple[str, str], Entry] = _verbs()
WITH_PREPOSITION: Mapping[tuple[str, str], Entry] = _pairs(_PREPOSITIONS, {})
NOUN_FRAMES: Mapping[tuple[str, str], Entry] = _pairs(tuple((ATTITUDE, *row) for row in _NOUNS), _CLAUSAL)
ADJECTIVE_FRAMES: Mapping[tuple[str, str], Entry] = _pairs(tuple((ATTITUDE, *row) for row in _ADJECTIVES), _CLAUSAL)
NOUNS = frozenset(lemma for lemma, _ in NOUN_FRAMES)
ADJECTIVES = frozenset(lemma for lemma, _ in ADJECTIVE_FRAMES)


def lemma_of(lemma: str, word: str) -> str:
    """The lemma in lower case, put right where the parser is known to err."""
    return _LEMMAS.get(word) or lemma.lower()


def verb(lemma: str, particle: str = "") -> Entry | None:
    """The entry of a verb with its particle; without one of its own, that of the bare verb."""
    return VERBS.get((lemma, particle)) or VERBS.get((lemma, ""))


def with_preposition(lemma: str, preposition: str) -> Entry | None:
    """The entry of a verb that needs this preposition."""
    return WITH_PREPOSITION.get((lemma, preposition))


def noun(lemma: str, follower: str) -> Entry | None:
    """The entry of a noun that is followed by "to" and a verb, by "that", or by a preposition."""
    return NOUN_FRAMES.get((lemma, follower))


def adjective(lemma: str, follower: str) -> Entry | None:
    """The entry of an adjective, in the same way."""
    return ADJECTIVE_FRAMES.get((lemma, follower))
