"""What stands in a report and is none of it? Furniture of the page, captions, repeats, and the credit line.

Nothing is taken out of the text: what is passed over is told, with its place and the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nonpaper.read.document import Dropped
from nonpaper.read.spans import Span

_LINE = re.compile(r"[^\r\n]+")
_MOST_WORDS = 40  # a longer paragraph is no furniture
_REPEATED = 6  # words from which on a paragraph that stands there twice is folded; shorter ones may be meant

# Whole paragraphs, or their beginnings where the pattern ends in what may follow. In small letters.
_FURNITURE = re.compile(
    r"""
    (?: read\ more | read\ also | also\ read | see\ also | more\ on\ this(?:\ story)?
      | related(?:\ (?:stories|articles|topics|content))? | recommended(?:\ (?:stories|for\ you))?
      | most\ (?:read|popular|viewed) | editor[’']?s[’']?\ picks? | you\ may\ also\ like
      | watch(?:\ (?:now|live|more|also))? | listen(?:\ (?:now|live))? | in\ pictures | live\ updates | keep\ reading
      | up\ next | more\ from\ .{1,40} | explore\ more | further\ reading | trending(?:\ now)? | what\ to\ read\ next )
    \s* [:>»›|→-] .*
  | (?: read\ (?:more|the\ full\ (?:story|article)|next) | see\ also | also\ read | read\ also )
    (?:\ (?:here|about|on|from)\b.*)?
  | (?: advertisement | ad | ads | sponsored(?:\ (?:content|links))? | promoted | paid\ (?:post|content) )
    (?:\s*[-–—:|.]\s*.{0,60}|\s+.{0,10}scroll\ to\ continue.{0,20})?
  | (?: article|story ) \ continues\ (?:below|after).*
  | (?: skip | jump )\ (?:to|past|this)\b.{0,60}
  | sign\ up (?: \ (?:for|to|here|now|today)\b.* | \W* )
  | (?: subscribe|register|log\ in|sign\ in ) (?: \ (?:to|now|here|today|for|or)\b.* | \W* )
  | already\ a\ (?:subscriber|member).*
  | get\ (?:the\ latest|our|the\ .{1,40}\ (?:newsletter|stories)|breaking\ news
          |.{1,30}\ (?:delivered|in\ your\ inbox)).*
  | (?=.*\b(?:newsletter|inbox)\b) (?=.*\b(?:sign\ up|subscribe\ to|delivered)\b) .{0,160}
  | (?: follow|join|find|like )
    \ (?:us|our\ (?:page|channel)|.{1,30}\ on\ (?:twitter|facebook|instagram|telegram|whatsapp|x)\b).*
  | share (?: \ (?:this|on|via|article|story)\b.{0,60} | \W* )
  | (?: print|save|comments?|facebook|twitter|whatsapp|telegram|linkedin|email|copy\ link|tags?|topics?|filed\ under )
    (?: \s*:.* | \W* | \s*\(\d+\) )
  | (?: click|tap )\ (?:here|to|on)\b.*
  | download\ (?:the|our)\ .{0,40}\bapp\b.*
  | (?: we|this\ (?:web)?site )\ uses?\ cookies.*  |  accept\ (?:all\ )?cookies.*
  | .{0,80}\ball\ rights\ reserved\b.{0,80}  |  (?: © | \(c\)\ | copyright\b )\W*.{0,100}
  | (?: terms\ (?:of|and)\ | privacy\ policy | cookie\ policy ).{0,60}
  | (?: last\ )?(?:updated|modified)\ (?:on\ |at\ )?.{0,40}\d{4}.{0,30}  |  published\ (?:on|at)\ .{0,60}
  | \d{1,3}\ min(?:ute)?s?\ read  |  list\ of\ \d+\ items?  |  end\ of\ list  |  \d+\ of\ \d+
  | this\ (?:video|audio|content)\ (?:is|can|file|could|has)\b.{0,80}  |  (?:play|pause|mute)(?:\ (?:video|audio))?
  | back\ to\ top  |  load\ more.{0,20}  |  loading\W*  |  show\ (?:more|less)  |  view\ (?:all|more).{0,30}
    """,
    re.VERBOSE,
)
_CAPTION = re.compile(
    r"""
    (?: image\ (?:copyright|caption|source|credit) | media\ (?:caption|playback) | (?:file\ )?photo(?:graph)?\s*[:/(]
      | picture\s*: | enlarge\ this\ image | toggle\ caption | caption\s*: | photo\ by\b
      | credit\s*:\ ?(?:photo|image|getty) ).*
  | .* [\[(] [^\])(]{0,60} (?: /\s*(?:afp|ap|reuters|epa|getty|anadolu|aa|dpa|shutterstock|al\ jazeera|handout)\b
                           | \b(?:photo|handout|file\ photo)\b ) [^\])(]{0,40} [\])] \W*
  | .* \b (?: getty\ images | via\ getty | afp/getty | ap\ photo | reuters/[a-z]+\ [a-z]+ | handout\ via\ reuters )
    \b [^.]{0,30}
    """,
    re.VERBOSE,
)

_AGENCIES = (
    r"(?:AP|The Associated Press|Associated Press|AFP|Agence France-Presse|Reuters|UPI|dpa|DPA|EFE|ANSA|TASS|Tass"
    r"|Interfax|Xinhua|Kyodo|Yonhap|PTI|ANI|IANS|Anadolu(?: Agency)?|AA|WAFA|MENA|SPA|KUNA|QNA|IRNA|Bloomberg|PA"
    r"|PA Media|CP|The Canadian Press|NTB|TT|Ritzau|APA|ATS|Belga|LUSA|MTI|PAP|CTK|STA|Hina|Tanjug|Ukrinform"
    r"|News Agencies|Agencies)"
)
_SEVERAL = rf"{_AGENCIES}(?:\s*[,/&-]\s*{_AGENCIES})*"
# No sign may be part of a word and a sign between words: a line could then be cut up in too many ways.
_WORD = r"[A-Z][\w’'.-]*"
_NAME = rf"{_WORD}(?: (?:{_WORD}|of|the|agencies|news|staff|wires|services?))*"
_LISTED = rf"(?:{_NAME}|agencies|news agencies)(?:(?:\s*[,/&+;]\s*|\s+and\s+)(?:{_NAME}|agencies|news agencies|wires))*"
_CREDITS = (
    re.compile(rf"(?:Sources?|SOURCES?|Agency|Agencies|Via|VIA|Credits?)\s*[:：]\s*({_LISTED})"),
    re.compile(rf"[—–-]{{1,2}}\s*\(?({_SEVERAL}|{_NAME} (?:News|Agency|Press|Times|Post|Wire))\)?\.?"),
    re.compile(rf"\(({_SEVERAL})\)\.?"),
    re.compile(rf"\(?[Ww]ith (?:additional )?(?:reporting|inputs?|files?|material) (?:by|from) ({_LISTED})\)?"),
    re.compile(rf"\(?With ({_SEVERAL}|(?:news )?agencies)\)?\.?"),
    re.compile(r"\(?(?:Contributing|Additional reporting|Writing|Editing)\s*(?::|by)\s*([^()]{2,80}?)\.?\)?\.?"),
    re.compile(r"(.{2,120}?) contributed to (?:this|the) (?:report|story|article)(?:, as well as (.{2,40}?))?\.?"),
    re.compile(r"\(?(Reporting by [^()]{2,120}?)\.?\)?\.?"),
)
# "(Coastal Press Agency)" behind the last sentence or on a line of its own, "(Additional reporting by Ida Brandt)".
_NAMED_AGENCY = rf"(?:{_WORD} ){{1,4}}(?:News Agency|Press Agency|Agency|News Service|Newswire|Wire)"
_BRACKETED = re.compile(rf"[.!?”\"’]\s*[(\[]({_NAMED_AGENCY})[)\]]\s*$")
_TRAILING = re.compile(rf"[.!?”\"’]\s*(?:[(\[]({_SEVERAL})[)\]]|[—–/-]{{1,2}}\s*({_AGENCIES}))\s*$")
_DATELINE = re.compile(
    rf"[A-Z][\w .,’'/-]{{1,60}}?\s*(?:\([^)]{{0,20}}?({_AGENCIES})\)|,?\s({_AGENCIES}))\s*[—–-]{{1,2}}\s"
)


_ALONE = re.compile(rf"[(\[]({_NAMED_AGENCY})[)\]]\.?")


def passed_over(text: str, body: int = 0) -> tuple[tuple[Dropped, ...], str]:
    """What of a text is no report, in order of place, and its credit; `body` is where a header ends, if there is one.

    The credit is the article's own line about where it is from ("Source: Agencies", a last line "— Reuters", a
    dateline "CAIRO (AP) —"); empty where there is none. It is no statement of anybody.
    """
    found: list[Dropped] = []
    seen: set[str] = set()
    named: list[str] = []
    lines = [(span, words) for span, words in _paragraphs(text, body)]
    for place, (span, words) in enumerate(lines):
        last = place >= len(lines) - 4
        credit = _credit(words) if last or place < 2 else ""
        why = ""
        if credit:
            named.append(credit)
            why = "credit"
        elif len(words) <= 600 and len(words.split()) <= _MOST_WORDS:
            small = words.casefold()
            if _FURNITURE.fullmatch(small):
                why = "furniture"
            elif _CAPTION.fullmatch(small):
                why = "caption"
        key = " ".join(words.split()).casefold()
        if not why and len(words.split(maxsplit=_REPEATED)) >= _REPEATED:
            if key in seen:
                why = "repeated paragraph"
            seen.add(key)
        if why:
            found.append(Dropped(words, why, span))
    if not named and lines:
        named = _within(lines[0][1], lines[-1][1])
    return tuple(found), "; ".join(dict.fromkeys(named))


def _paragraphs(text: str, body: int) -> Iterator[tuple[Span, str]]:
    for line in _LINE.finditer(text, body):
        words = line[0].strip()
        if words:
            start = line.start() + len(line[0]) - len(line[0].lstrip())
            yield Span(start, start + len(words)), words


def _credit(words: str) -> str:
    """The sources that a line of credit names; empty where it is no such line."""
    if len(words) > 160 or len(words.split()) > 24:
        return ""
    for form in (*_CREDITS, _ALONE):
        found = form.fullmatch(words)
        if found is not None:
            return "; ".join(group.strip(" .") for group in found.groups() if group)
    return ""


def _within(first: str, last: str) -> list[str]:
    """The agency that a dateline or the end of the last paragraph names."""
    found = _DATELINE.match(first[:120]) or _TRAILING.search(last[-60:]) or _BRACKETED.search(last[-90:])
    return [next(group for group in found.groups() if group)] if found is not None else []
