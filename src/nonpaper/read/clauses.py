"""Which words of a parsed paragraph are cue, source and content? Rules over the grammar of each sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from nonpaper.read import lexicon
from nonpaper.read.segments import Quotation

Range = tuple[int, int]  # of tokens or of code points, end exclusive

_SUBJECTS = ("nsubj", "csubj")
_EDGES = ",;:—–-"
_CUE_ADVERBS = frozenset(["also", "later", "earlier", "previously", "repeatedly", "publicly"])
_SUPPOSED = frozenset({"would", "could", "might", "may"})
_EMPTY = frozenset({"it", "there", "which", "what", "who"})
_ADDRESSED = frozenset(["tell", "inform", "warn", "ask", "remind", "brief"])


@dataclass(slots=True)
class Finding:
    """One attribution inside a paragraph; ranges are of code points of the paragraph's own text."""

    cue_at: int  # the token of the cue
    sentence: Range
    cue: list[Range]
    content: list[Range]
    lemma: str
    kind: str
    reason: str
    source: list[Range] = field(default_factory=list)
    negated: bool = False
    hypothetical: bool = False


def findings(doc: Any, quotes: Sequence[Quotation]) -> list[Finding]:
    """All attributions of one parsed paragraph, nested ones among them, in order of their cues.

    The quotations are those of the paragraph, counted from its own beginning.
    """
    return _Paragraph(doc, quotes).read()


class _Paragraph:
    def __init__(self, doc: Any, quotes: Sequence[Quotation]) -> None:
        self.doc = doc
        self.text: str = doc.text
        self.quotes = [(q.span.start, q.span.end) for q in quotes if q.words > 1 and not q.single]
        self.long = [(q.span.start, q.span.end) for q in quotes if q.words > 3]
        self.sentences = list(doc.sents)
        self.sentence_of = [0] * len(doc)
        for number, sentence in enumerate(self.sentences):
            for i in range(sentence.start, sentence.end):
                self.sentence_of[i] = number
        self.found: list[Finding] = []

    def read(self) -> list[Finding]:
        for token in self.doc:
            word = token.lower_
            if word == "according":
                self._according(token)
            elif word in lexicon.HEARSAY_ADVERBS:
                self._hearsay(token)
            elif token.pos_ in ("VERB", "AUX") and token.lemma_.lower() in lexicon.CUES:
                self._verb(token)
        if not self.found:
            self._colon()
        return self.found

    # -- patterns

    def _according(self, token: Any) -> None:
        doc = self.doc
        if token.i + 1 >= len(doc) or doc[token.i + 1].lower_ != "to":
            return
        objects = [child for child in doc[token.i + 1].children if child.dep_ == "pobj"]
        if not objects:
            return
        source = _edges(objects[0])
        sentence = self.sentences[self.sentence_of[token.i]]
        left, right = (sentence.start, token.i), (source[1], sentence.end)
        content = max((left, right), key=lambda r: r[1] - r[0])
        self._emit(token, source, (token.i, token.i + 2), [content], "according to", lexicon.SPEECH, "according to")

    def _hearsay(self, token: Any) -> None:
        sentence = self.sentences[self.sentence_of[token.i]]
        content, word = [(sentence.start, token.i), (token.i + 1, sentence.end)], token.lower_
        self._emit(token, None, (token.i, token.i + 1), content, word, lexicon.HEARSAY, f"hearsay: {word}")

    def _verb(self, token: Any) -> None:
        lemma = token.lemma_.lower()
        entry = lexicon.VERBS.get(lemma)
        frames = entry.frames if entry else frozenset()
        name, kind = lemma, entry.kind if entry else lexicon.ATTITUDE
        subject = _subject(token)
        if subject is not None and subject.lower_ in _EMPTY and subject.dep_ != "pobj" and kind != lexicon.SPEECH:
            return
        children: dict[str, list[Any]] = {}
        for child in token.children:
            children.setdefault(child.dep_, []).append(child)
        cue_start, cue_end = token.i, token.i + 1
        for child in token.lefts:
            adverb = child.dep_ == "advmod" and child.lower_ in _CUE_ADVERBS
            if (child.dep_ in ("aux", "auxpass", "neg") or adverb) and (subject is None or child.i > subject.i):
                cue_start = min(cue_start, child.i)
        for child in token.rights:
            if child.dep_ == "prt" and child.i == cue_end:
                cue_end = child.i + 1
                name = f"{lemma} {child.lower_}"
        source = self._source(token, subject)
        contents: list[Range] = []
        prepositions = [p for p in children.get("prep", []) if (lemma, p.lower_) in lexicon.WITH_PREPOSITION]
        infinitive = next(iter(children.get("xcomp", [])), None)
        if children.get("ccomp"):
            contents = self._clause(token, children, (cue_start, cue_end), source, kind)
        elif (
            lexicon.INFINITIVE in frames
            and infinitive is not None
            and (infinitive.tag_ in ("VB", "VBG", "VBN") or infinitive.pos_ == "AUX")
        ):
            start, end = _edges(infinitive)
            for addressed in children.get("dobj", []) + children.get("dative", []):
                if addressed.i < infinitive.i:
                    start = min(start, _edges(addressed)[0])
            contents = [(start, end)]
        elif prepositions:
            preposition = prepositions[0]
            name = f"{lemma} {preposition.lower_}"
            kind = lexicon.WITH_PREPOSITION[lemma, preposition.lower_].kind
            end = _edges(preposition)[1]
            if preposition.i == cue_end:
                cue_end += 1
            if infinitive is not None and infinitive.i > preposition.i:
                end = _edges(infinitive)[1]
            contents = [(preposition.i + 1, end)]
        elif lexicon.OBJECT in frames and children.get("dobj"):
            start, end = _edges(children["dobj"][0])
            for child in token.rights:
                if child.i >= end and (
                    child.dep_ in ("oprd", "xcomp")
                    or (
                        child.dep_ in ("prep", "advcl", "agent")
                        and child.lower_ in ("of", "for", "as", "to", "on", "over", "from", "against")
                    )
                ):
                    end = _edges(child)[1]
            if start > token.i:
                contents = [(start, end)]
        elif lexicon.OBJECT in frames and children.get("nsubjpass") and source and children.get("agent"):
            contents = [_edges(children["nsubjpass"][0])]
        if lemma in ("call", "describe", "label", "dub") and not contents and children.get("oprd"):
            contents = [_edges(children["oprd"][0])]
        if lexicon.QUOTE in frames or lemma in ("call", "describe", "go"):
            self._quoted(token, lemma, frames, contents)
            if not contents and lexicon.QUOTE in frames:
                contents = self._after_colon(token)
        contents = [content for content in contents if content[0] < content[1]]
        if source is None and lemma not in ("expect", "say", "report", "think", "believe", "know"):
            return
        if source is not None:
            contents = _without(contents, source)
        if not contents:
            return
        if kind == lexicon.SPEECH:
            cue_end = self._in_a_statement(token, cue_end)
        self._emit(token, source, (cue_start, cue_end), contents, name, kind, f"subject of: {token.lower_}")

    def _clause(
        self, token: Any, children: dict[str, list[Any]], cue: Range, source: Range | None, kind: str
    ) -> list[Range]:
        sentence = self.sentences[self.sentence_of[token.i]]
        clause = children["ccomp"][0]
        start, end = _edges(clause)
        if clause.i > token.i:
            low = max(cue[1], source[1]) if source and source[0] > token.i else cue[1]
            contents = [(max(start, low), end)]
            if token.lemma_.lower() not in _ADDRESSED:
                before = [one for one in children.get("dobj", []) if one.i < clause.i]
                if before:
                    contents = [(_edges(before[0])[0], end)]
            return contents
        # The clause stands first: "...," said X.
        end = min(end, cue[0], source[0] if source and source[0] >= clause.i else cue[0])
        if kind == lexicon.SPEECH:
            start = min(start, sentence.start)
        contents = [(start, end)]
        after = max(cue[1], source[1] if source else 0)
        if after < sentence.end:
            tail = self.text[self.doc[after].idx :]
            if tail.startswith((", “", ', "', "“", '"', ", and ", ", but ")):
                contents.append((after, sentence.end))
        return contents

    def _quoted(self, token: Any, lemma: str, frames: frozenset[str], contents: list[Range]) -> None:
        """Quotations of the sentence that nothing has claimed yet, added to the contents."""
        sentence = self.sentences[self.sentence_of[token.i]]
        low, high = self._chars((sentence.start, sentence.end))
        for start, end in self.long if lexicon.QUOTE in frames else self.quotes:
            if not low <= start < high or start < token.idx < end:
                continue
            tokens = self._tokens(start, end)
            if tokens is None or any(i <= tokens[0] and tokens[1] <= j for i, j in contents):
                continue
            touched = [(i, j) for i, j in contents if i < tokens[1] and tokens[0] < j]
            if touched:
                contents[:] = [
                    (min(i, tokens[0]), max(j, tokens[1])) if (i, j) in touched else (i, j) for i, j in contents
                ]
            elif not contents or token.dep_ == "ROOT" or lemma == "say":
                contents.append(tokens)

    def _after_colon(self, token: Any) -> list[Range]:
        begin = token.idx + len(token)
        match = re.compile(r"[^“\":.]{0,60}:\s*").match(self.text, begin)
        if not match:
            return []
        tokens = self._tokens(match.end(), len(self.text))
        if tokens is None:
            return []
        first = tokens[0]
        for start, end in self.quotes:
            if start == match.end():
                inside = self._tokens(start, end)
                return [inside] if inside else []
        return [(first, self.sentences[self.sentence_of[first]].end)]

    def _colon(self) -> None:
        """Name: words. Headlines and transcripts, where the paragraph has nothing else."""
        match = re.match(r"\s*((?:[A-Z][\w.’'-]*\s?){1,4}|[A-Z][\w ]{2,40}):\s+(\S.*\S)\s*$", self.text)
        if not match or match[1].strip().lower() in lexicon.NO_SPEAKERS:
            return
        speaker = (match.start(1), match.start(1) + len(match[1].rstrip()))
        content = (match.start(2), match.end(2) - (self.text[match.end(2) - 1] == "."))
        cue = (match.end(1), match.end(1) + 1)
        at = next((token.i for token in self.doc if token.idx + len(token) >= cue[1]), 0)
        self.found.append(
            Finding(at, (0, len(self.text)), [cue], [content], ":", lexicon.HEADING, "colon", source=[speaker])
        )

    def _in_a_statement(self, token: Any, cue_end: int) -> int:
        for child in token.rights:
            if child.dep_ == "prep" and child.lower_ == "in" and child.i == cue_end:
                objects = [one for one in child.children if one.dep_ == "pobj"]
                end = _edges(child)[1]
                if objects and objects[0].lower_ in lexicon.STATEMENTS and end - child.i <= 4:
                    return end
        return cue_end

    def _source(self, token: Any, subject: Any) -> Range | None:
        if subject is None:
            return None
        start, end = _edges(subject)
        if subject == token.head or subject.is_ancestor(token):
            # A relative clause or a participle: the source is the noun, up to the clause.
            end = min(end, max(subject.i + 1, _edges(token)[0]))
        if start <= token.i < end:
            start, end = subject.i, subject.i + 1
        while end > start and self.doc[end - 1].text == ",":
            end -= 1
        return start, end

    # -- places

    def _chars(self, tokens: Range) -> Range:
        last = self.doc[tokens[1] - 1]
        return self.doc[tokens[0]].idx, last.idx + len(last)

    def _tokens(self, start: int, end: int) -> Range | None:
        """The tokens that begin within a range of code points."""
        span = self.doc.char_span(start, min(end, len(self.text)), alignment_mode="expand") if start < end else None
        return None if span is None else (span.start, span.end)

    def _trimmed(self, tokens: Range) -> Range | None:
        doc = self.doc
        i, j = tokens
        while i < j and (doc[i].is_space or doc[i].text in _EDGES):
            i += 1
        while j > i and (doc[j - 1].is_space or doc[j - 1].text in _EDGES + "." or doc[j - 1].lower_ in ("and", "but")):
            j -= 1
        if i >= j:
            return None
        start, end = self._chars((i, j))
        for first, last in self.quotes:
            # A quotation cut in two is taken whole.
            if first < end < last and start < last:
                end = last
            if first < start < last:
                start = first
        if self.text[end - 1] == ",":
            end -= 1
        return (start, end) if start < end else None

    def _emit(
        self,
        token: Any,
        source: Range | None,
        cue: Range,
        contents: Sequence[Range],
        lemma: str,
        kind: str,
        reason: str,
    ) -> None:
        trimmed = [one for one in (self._trimmed(content) for content in contents) if one is not None]
        if not trimmed:
            return
        sentence = self.sentences[self.sentence_of[token.i]]
        self.found.append(
            Finding(
                token.i,
                self._chars((sentence.start, sentence.end)),
                [self._chars(cue)],
                trimmed,
                lemma,
                kind,
                reason,
                source=[] if source is None else [self._chars(source)],
                negated=any(child.dep_ == "neg" for child in token.children),
                hypothetical=any(child.dep_ == "aux" and child.lower_ in _SUPPOSED for child in token.children),
            )
        )


def _edges(token: Any) -> Range:
    return token.left_edge.i, token.right_edge.i + 1


def _subject(token: Any, depth: int = 0) -> Any:
    """The token that heads the source of a verb, or None."""
    for child in token.children:
        if child.dep_ in _SUBJECTS:
            if child.tag_ in ("WDT", "WP") and token.dep_ == "relcl":
                return token.head
            return child
        if child.dep_ == "agent":
            for agent in child.children:
                if agent.dep_ == "pobj":
                    return agent
    if any(child.dep_ == "nsubjpass" for child in token.children):
        return None
    joined = token.dep_ in ("conj", "advcl", "xcomp", "pcomp", "dep")
    if depth < 3 and joined and token.head.pos_ in ("VERB", "AUX", "ADP", "SCONJ"):
        head = token.head
        if head.pos_ in ("ADP", "SCONJ"):
            head = head.head
        return _subject(head, depth + 1)
    if token.dep_ == "acl" and token.tag_ == "VBG":
        return token.head
    return None


def _without(contents: Sequence[Range], hole: Range) -> list[Range]:
    """What is left of the contents outside a range."""
    left: list[Range] = []
    for start, end in contents:
        for a, b in ((start, min(end, hole[0])), (max(start, hole[1]), end)):
            if a < b and (a, b) not in left:
                left.append((a, b))
    return left
