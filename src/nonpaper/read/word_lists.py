"""Which words of English turn, measure or bind what is said? The word lists of the readers of terms, in one place.

All are keys in the sense of `wordforms.key_of`; none of them belongs to one conflict.
"""

from __future__ import annotations

from nonpaper.read.wordforms import key_of


def plain_words(listed: str) -> frozenset[str]:
    """The words of a list, as they are written in small letters."""
    return frozenset(listed.split())


def _keys(words: str) -> frozenset[str]:
    return frozenset(key_of(word) for word in words.split())


# Words that carry no content of their own; as written, in small letters.
NOT_CONTENT = plain_words(
    "a an the of to in on at by for from with and or but nor as is are was were be been being it its it's their his "
    "her our your my they them he she we you i this that these those there here than then so such into onto over "
    "under up down out off about between among against through during per via will would shall should can could may "
    "might must has have had do does did which who whom whose what when where while"
)

NEGATIVE = plain_words(
    "no not never none nobody nothing neither nor cannot without hardly little isn't aren't wasn't weren't don't "
    "doesn't didn't won't wouldn't can't couldn't shouldn't mustn't hasn't haven't hadn't impossible"
)
# Verbs by which the speaker, or somebody, does not do a thing.
REFUSING = _keys("refuse reject decline oppose dismiss resist deny avoid fail forbid ban prevent prohibit rule")
# Verbs that end, or make less of, what they govern.
STOPPING = _keys(
    "end stop halt cease suspend freeze pause abandon drop scrap cancel lift remove ease close block cut withhold "
    "delay postpone revoke break quit dismantle discard renounce forgo avert curb reverse terminate abolish eliminate "
    "discontinue boycott reduce lower limit shorten undo repeal waive interrupt"
)
STARTING = _keys(
    "begin start resume continue restore keep maintain extend allow permit grant give provide release free open reopen "
    "establish introduce implement increase raise expand guarantee ensure secure accept sign conclude reach deliver "
    "enter return withdraw pay make agree hold join attend protect carry move let bring leave launch prolong"
)
# Where the issue is that something goes away (a withdrawal, a release), these say that it does not.
KEEPING = _keys("keep hold retain remain stay detain")
LEAVING = _keys(
    "withdrawal withdraw release return handover removal evacuation disarmament surrender transfer exit departure "
    "pullout pull-out repatriation extradition demolition"
)
# Things that talks are there to end. Where such a word is only one of the words for an issue, it means the other end.
ADVERSE = _keys(
    "war strike walkout offensive hostility blockade siege sanction embargo fighting attack assault occupation "
    "shelling bombardment bombing boycott lockout aggression picket closure curfew tariff raid invasion violence "
    "impasse deadlock standstill absence away stoppage campaign crisis layoff freeze ban detention"
)
# Groups of words that mean the same step of an issue.
GROUPS = (
    _keys("give given provide hand deliver submit supply share furnish surrender present"),
    _keys("continue continued resume resumed restart reopen proceed"),
    _keys("suspend suspended halt halted stop stopped freeze frozen pause paused"),
    _keys("free freed release released"),
    _keys("open opened reopen reopened unblock"),
    _keys("close closed shut"),
    _keys("sign signed conclude concluded ratify initial"),
    _keys("lift lifted remove removed"),
    _keys("absent boycott"),
    _keys("present attend come participate join"),
    _keys("withhold withheld conceal"),
    _keys("admit admitted acknowledge recognise accept"),
    _keys("deny denied"),
    _keys("long longer lengthen extend extended"),
    _keys("permanent permanently lasting last durable final definitive"),
    _keys("temporary temporarily interim short limited"),
    _keys("daily day"),
    _keys("monthly month"),
    _keys("reduce reduced cut lower lowered"),
    _keys("end ended terminate"),
    _keys("new revised"),
)
ALL = _keys("all every entire entirely full fully complete completely total totally remaining whole each everything")
SOME = _keys("some several part partial partially partly certain few dozens limited")
MANY = _keys("many most much large hundreds thousands")
QUANTIFIERS = (ALL, SOME, MANY)
# First steps at which the thing itself is missing, and last steps at which it is there: then its bare name asks for it.
LACKING = _keys(
    "withheld suspended halted stopped paused absent missing closed shut restricted denied refused frozen blocked "
    "detained held imprisoned unsigned undecided interrupted minimal"
)
HAVING = _keys(
    "given resumed continued present open free signed admitted granted restored guaranteed allowed full all many much "
    "complete unrestricted delivered released paid"
)
ZERO = _keys("none no nothing zero off never 0 0%")
# Nouns for talking about a thing: what stands beside them is the subject of talk, not asked for.
TALKING = _keys(
    "talk negotiation discussion consultation debate dispute question issue progress controversy disagreement "
    "difference meeting mediation row conference dialogue"
)
ABOUT = plain_words("on over about regarding concerning of around")
# Whom "all" may mean without meaning all of the thing.
SIDES = _keys("party side country state member faction stakeholder nation government we us they delegation")
EVERY_MODAL = plain_words("must will would shall should can could may might cannot won't can't")

MORE_THAN = ("more than", "above", "beyond", "exceeding", "over", "higher than", "greater than")
LESS_THAN = ("less than", "below", "under", "fewer than", "lower than", "short of")
AT_LEAST = ("at least", "no less than", "not less than", "no fewer than", "not below", "a minimum of", "minimum")
AT_MOST = (
    "at most",
    "no more than",
    "not more than",
    "up to",
    "not above",
    "a maximum of",
    "maximum",
    "no higher than",
)

# Words that point back, by what they may mean.
ASKED = _keys("demand request call condition ultimatum")
OFFERED = _keys("offer proposal concession plan idea suggestion initiative")
EITHER = _keys("term change effort point step move measure position principle")
AGREED = _keys("agreement deal accord settlement arrangement draft text document")
