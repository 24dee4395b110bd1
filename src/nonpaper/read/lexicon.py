"""Which words tell that one said, thought, wanted or took a stand, and where does the content stand beside them?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SPEECH, THOUGHT, WILL, ATTITUDE, ACT = "speech", "thought", "will", "attitude", "act"
HEARSAY, HEADING = "hearsay", "heading"
# Where the content stands: a clause ("said that ..."), an infinitive ("refused to ..."), an object ("rejected ..."),
# the object of a preposition or after a particle ("called for ..."), words in quotation marks.
CLAUSE, INFINITIVE, OBJECT, PREPOSITION, QUOTE = "clause", "infinitive", "object", "preposition", "quote"


@dataclass(frozen=True, slots=True)
class Entry:
    """One cue: its lemma with its particle or preposition, its class, and the frames in which it is one."""

    lemma: str
    kind: str
    frames: frozenset[str]


_LETTERS = {"c": CLAUSE, "i": INFINITIVE, "o": OBJECT, "p": PREPOSITION, "q": QUOTE}

# Letters of the frames, then lemmas. A lemma may stand in several rows; its class is that of the first.
_VERBS = (
    (
        SPEECH, "cq",
        "say tell add state announce declare claim argue insist assert maintain contend note explain "
        "report reply respond answer write tweet post warn caution acknowledge admit concede confirm "
        "reveal disclose suggest indicate stress emphasize emphasise reiterate repeat testify allege "
        "recall remark observe quip joke continue conclude predict estimate quote mention comment "
        "complain boast exclaim shout whisper hint imply signal charge affirm clarify cite describe "
        "point convey inform brief ask question wonder read recount relate retort snap counter vow "
        "swear echo remind lament rail title email chant apologize issue",
    ),
    (
        THOUGHT, "c",
        "think believe feel know expect fear worry doubt suspect hope assume understand consider see "
        "find learn realize realise imagine regard view show demonstrate appear seem remember forget "
        "decide determine rule guess agree disagree",
    ),
    (
        WILL, "ci",
        "want plan intend hope pledge vow promise threaten refuse decline agree offer seek demand "
        "wish propose prefer urge call ask request order press plead appeal beg encourage persuade "
        "warn advise require commit aim try expect need like love hate",
    ),
    (
        ATTITUDE, "o",
        "reject demand condemn blame accuse criticize criticise praise endorse support oppose deny "
        "dismiss denounce defend welcome propose announce approve back favor favour rule dispute "
        "question attack blast slam decry mock call describe cite accept urge request threaten "
        "suggest reveal admit acknowledge mention discuss highlight stress emphasize express voice "
        "reiterate predict promise recommend advocate want seek doubt fear like love hate admire "
        "respect prefer need see consider label brand deem find expect know believe offer refuse tout "
        "assail applaud portray reference challenge thank promote embrace champion bemoan liken "
        "invoke retweet echo nominate identify present assure issue detail review examine depict "
        "raise unveil outline",
    ),
)  # fmt: skip
_PREPOSITIONS = (
    "call for, call on, insist on, agree to, agree on, agree with, warn of, warn about, warn against, "
    "refer to, point to, talk about, speak about, speak of, complain about, worry about, think of, "
    "object to, push for, hope for, ask about, ask for, appeal for, argue for, argue against, approve "
    "of, dream of, know about, disagree with, allude to, ask of, press for, plead for"
)
HEARSAY_ADVERBS = frozenset({"reportedly", "allegedly", "supposedly", "purportedly"})
STATEMENTS = frozenset({
    "statement", "interview", "email", "e-mail", "tweet", "memo", "letter", "speech", "release", "post", "report",
    "court", "filing", "testimony",
})  # fmt: skip
# Words before a colon that are no speaker.
NO_SPEAKERS = frozenset({
    "related", "read more", "watch", "update", "note", "photo", "video", "photos", "image", "source", "correction",
    "editor's note", "by", "more", "also read", "see also", "breaking",
})  # fmt: skip


def _verbs() -> dict[str, Entry]:
    kinds: dict[str, str] = {}
    frames: dict[str, set[str]] = {}
    for kind, letters, lemmas in _VERBS:
        for lemma in lemmas.split():
            kinds.setdefault(lemma, kind)
            frames.setdefault(lemma, set()).update(_LETTERS[letter] for letter in letters)
    return {lemma: Entry(lemma, kind, frozenset(frames[lemma])) for lemma, kind in kinds.items()}


VERBS: Mapping[str, Entry] = _verbs()
WITH_PREPOSITION: Mapping[tuple[str, str], Entry] = {
    (verb, preposition): Entry(
        f"{verb} {preposition}", VERBS[verb].kind if verb in VERBS else ATTITUDE, frozenset({PREPOSITION})
    )
    for verb, preposition in (pair.strip().split() for pair in _PREPOSITIONS.split(","))
}
CUES = frozenset(VERBS) | {verb for verb, _ in WITH_PREPOSITION}
