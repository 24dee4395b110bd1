"""Which words of a parsed paragraph are cue, source and content? Rules over the grammar of each sentence.

Dependencies are named as spaCy's English models name them (ClearNLP's scheme).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from nonpaper.read import lexicon
from nonpaper.read.lexicon import Entry
from nonpaper.read.segments import Quotation

Range = tuple[int, int]  # of tokens or of code points, end exclusive

_SUBJECTS = ("nsubj", "csubj")
_DASHES = ("—", "–", "-", "--", "...", "…")
_STOPS = frozenset((",", ".", "?", "!", "...", "…"))
_EDGES = frozenset((",", ";", ":", *_DASHES))
_JOINTS = frozenset(("and", "but", "or", "yet"))
_CLAUSAL = ("ccomp", "xcomp")
_EMPTY = frozenset(("it", "there", "that", "this", "what"))
_RELATIVE = ("WDT", "WP")
_FINITE = ("VBD", "VBZ", "VBP")
_NAMES = frozenset(("PROPN", "NOUN", "PRON", "DET", "ADJ"))
_SUPPOSED = frozenset(("would", "could", "might", "may", "should", "'d", "’d"))
_CONDITIONS = frozenset(("if", "whether", "unless"))
_JOINING = frozenset(("and", "but", "or", "nor", "because", "if", "unless", "until"))
_TIMES = frozenset(("after", "before", "when", "while", "as"))
_NOBODY = frozenset(("nobody", "none", "no", "neither"))
_NEGATORS = frozenset(("not", "n't", "n’t", "never", "no"))
# Adverbs that belong to the clause and not to the verb, where they stand before it.
_CLAUSE_ADVERBS = frozenset(
    ("when", "where", "why", "how", "however", "even", "so", "instead", "meanwhile", "though", "indeed", "then", "here")
)
_BREAKS = frozenset((",", ";", "”", '"', "''", "’", "'", *_DASHES))
_MARKS = frozenset("“”\"'‘’«»„‹›「」")


@dataclass(slots=True)
class Finding:
    """One attribution inside a paragraph; ranges are of code points of the paragraph's own text."""

    at: int  # the token of the cue
    sentence: Range
    cue: list[Range]
    content: list[Range]
    lemma: str
    kind: str
    reason: str
    source: list[Range] = field(default_factory=list)
    pronoun: list[Range] = field(default_factory=list)  # "who", where the source is the noun that it stands for
    negated: bool = False
    hypothetical: bool = False
    awaits: bool = False  # it ends its paragraph with a colon, so what was said stands in the next
    main: bool = True  # the cue is the verb of its sentence, or joined to it
    quoted: bool = False  # the cue itself stands in quotation marks: part of what somebody said


def findings(doc: Any, quotes: Sequence[Quotation]) -> list[Finding]:
    """All attributions of one parsed paragraph, nested ones among them, in order of their cues.

    The quotations are those of the paragraph, counted from its own beginning. Quotations that follow without a cue of
    their own are not yet given to anybody: see `nonpaper.read.attribution`.
    """
    return _Paragraph(doc, quotes).read()


class _Paragraph:
    """The rules at work on one paragraph; everything inside counts tokens until a finding is written."""

    def __init__(self, doc: Any, quotes: Sequence[Quotation]) -> None:
        self.doc = doc
        self.text: str = doc.text
        self.tokens: list[Any] = list(doc)
        outer = [q for q in quotes if q.depth == 0]
        # Quotations as ranges of tokens too, to be asked for quickly.
        self.quotes = [self._within(q.span.start, q.span.end) for q in outer if q.words and not q.single]
        self.single = [self._within(q.span.start, q.span.end) for q in outer if q.words > 3 and q.single]
        self.quote_of: list[int] = [-1] * len(self.tokens)
        for number, (start, end) in enumerate(self.quotes):
            for i in range(start, end):
                self.quote_of[i] = number
        self.sentences = [(sentence.start, sentence.end) for sentence in doc.sents]
        self.sentence_of = [0] * len(self.tokens)
        for number, (start, end) in enumerate(self.sentences):
            for i in range(start, end):
                self.sentence_of[i] = number
        self.found: list[Finding] = []
        self.awaiting = False  # the verb at hand ends its paragraph with a colon
        line = _DATELINE.match(self.text)
        self.begin = 0 if line is None else next((t.i for t in self.tokens if t.idx >= line.end()), 0)

    def read(self) -> list[Finding]:
        for token in self.tokens:
            word = token.lower_
            if word == "according":
                self._according(token)
            elif word in lexicon.HEARSAY_ADVERBS:
                self._hearsay(token)
            elif token.tag_.startswith("VB") and token.dep_ not in ("amod", "compound"):
                self._verb(token)
            elif token.pos_ == "NOUN":
                self._noun(token)
            elif token.pos_ == "ADJ":
                self._adjective(token)
        if not any(one.kind == lexicon.SPEECH and one.main for one in self.found):
            self._colon()
        return self.found

    # -- patterns

    def _according(self, token: Any) -> None:
        tokens = self.tokens
        if token.i + 1 >= len(tokens) or tokens[token.i + 1].lower_ != "to":
            return
        objects = [child for child in tokens[token.i + 1].children if child.dep_ == "pobj"]
        if not objects:
            return
        source = self._noun_phrase(objects[0])
        begin, end = self._sentence(token)
        left, right = self._skipped((begin, token.i)), (source[1], end)
        has_left, has_right = (
            any(tokens[i].tag_.startswith(("VB", "MD")) for i in range(*side)) for side in (left, right)
        )
        if not has_left:
            content = [right]
        elif has_right and tokens[right[0]].text == "," and self._goes_on(token, right[0]):
            content = [left, right]
        else:
            content = [left]
        cue = (token.i, token.i + 2)
        self._emit(token, source, cue, content, "according to", lexicon.SPEECH, "according to")

    def _hearsay(self, token: Any) -> None:
        begin, end = self._sentence(token)
        verb = token.head
        if verb.tag_.startswith("VB") and verb.dep_ in ("relcl", "acl", "ccomp", "conj", "advcl"):
            begin, end = _edges(verb)
        content = [self._skipped((begin, token.i)), (token.i + 1, end)]
        word = token.lower_
        self._emit(token, None, (token.i, token.i + 1), content, word, lexicon.HEARSAY, f"hearsay: {word}")

    def _verb(self, token: Any) -> None:
        lemma = lexicon.lemma_of(token.lemma_, token.lower_)
        children: dict[str, list[Any]] = {}
        for child in token.children:
            children.setdefault(child.dep_, []).append(child)
        particle = next((c for c in children.get("prt", ()) if c.i > token.i), None)
        entry = lexicon.verb(lemma, particle.lower_ if particle is not None else "")
        with_preposition = [
            (one, found)
            for one in (*children.get("prep", ()), *children.get("dative", ()))
            if one.i > token.i
            and (found := lexicon.with_preposition(lemma, one.lower_)) is not None
            and not any(c.lower_ in _DAYS for c in one.children)
        ]
        clear = self._clear(token) if lemma == "make" else None
        if clear is not None:
            entry = lexicon.verb("make", "clear")
            children = {name: [one for one in some if one.i != clear.i] for name, some in children.items()}
            for one in clear.subtree:
                if one.i > clear.i and any(c.dep_ == "mark" and c.lower_ == "that" for c in one.lefts):
                    children.setdefault("ccomp", []).append(one)
        if entry is None and not with_preposition:
            return
        frames = entry.frames if entry is not None else frozenset()
        subject, passive = self._subject(token, children)
        if subject is not None and 0 <= self.quote_of[subject.i] != self.quote_of[token.i]:
            first, last = self.quotes[self.quote_of[subject.i]]
            if last - first > 6:
                subject = None  # words of the quotation, which the parser took for the speaker
        cue = self._cue(token, particle)
        if clear is not None:
            cue = (cue[0], clear.i + 1)
        source = None if subject is None else self._source(token, subject)
        if source is None and not passive and lexicon.QUOTE in frames and token.tag_ in (*_FINITE, "VBN"):
            source = self._nearest(cue)
        contents, name, kind, cue, source, reason = self._frame(
            token, lemma, children, entry, frames, with_preposition, subject, passive, cue, source
        )
        awaits = not contents and self.awaiting and source is not None
        self.awaiting = False
        if not contents and not awaits:
            return
        if particle is not None and cue[1] > particle.i:
            name = f"{name} {particle.lower_}" if " " not in name else name
        if source is None and not reason:
            return
        if (
            subject is not None
            and not reason
            and subject.lower_ in _EMPTY
            and not passive
            and (kind != lexicon.SPEECH or subject.lower_ != "it")
        ):
            return
        if source is not None:
            contents = _without(contents, source)
        reason = reason or f"subject of: {token.lower_}"
        self._emit(token, source, cue, contents, name, kind, reason, awaits=awaits)

    def _clear(self, token: Any) -> Any:
        """The word that makes "made clear", "made it plain" one cue."""
        for one in self.tokens[token.i + 1 : token.i + 4]:
            if one.lower_ in ("clear", "plain", "known"):
                return one
            if one.lower_ not in ("it", "very", "quite", "perfectly", "absolutely"):
                return None
        return None

    def _frame(
        self,
        token: Any,
        lemma: str,
        children: dict[str, list[Any]],
        entry: Entry | None,
        frames: frozenset[str],
        with_preposition: list[tuple[Any, Entry]],
        subject: Any,
        passive: bool,
        cue: Range,
        source: Range | None,
    ) -> tuple[list[Range], str, str, Range, Range | None, str]:
        """The contents of a verb by the first of its frames that is there; with name, class, cue, source and reason."""
        kind = entry.kind if entry is not None else lexicon.ATTITUDE
        clause = self._clause_of(token, children, frames)
        infinitive = next((c for c in children.get("xcomp", ()) if c.i > token.i), None)
        objects = [c for c in (*children.get("dobj", ()), *children.get("dative", ())) if c.dep_ != "prep"]
        told = objects
        if lexicon.ADDRESSED in frames:
            # "told the truth", "asked a question"; but "told reporters" only says who heard it.
            told = [c for c in children.get("dobj", ()) if children.get("dative") or c.lemma_.lower() in lexicon.TOLD]
        patient = next(iter(children.get("nsubjpass", ())), None) if passive else None
        agent = self._agent(children)
        reason = ""
        contents: list[Range] = []
        if passive:
            source = None if agent is None else self._noun_phrase(agent)
            if source is None:
                reason = f"nobody named: {token.lower_}" if lexicon.UNSAID in frames else ""
                if not reason:
                    return [], lemma, kind, cue, None, ""
            else:
                reason = f"by: {token.lower_}"
                if agent is not None and agent.head.i == cue[1]:
                    cue = (cue[0], cue[1] + 1)
        if clause is not None and lexicon.CLAUSE in frames:
            contents = self._clause(token, clause, children, cue, source, kind)
            if passive and lexicon.ADDRESSED not in frames and patient is not None and patient.lower_ not in _EMPTY:
                contents = [_edges(patient), *contents]
        elif lexicon.RAISING in frames and subject is not None and infinitive is not None:
            contents, source = [self._noun_phrase(subject), _edges(infinitive)], None
            reason = f"nobody named: {token.lower_}"
        elif (
            infinitive is not None
            and not (with_preposition and with_preposition[0][0].i < infinitive.i)
            and (lexicon.INFINITIVE in frames or lexicon.GERUND in frames)
            and self._suits(infinitive, frames)
        ):
            start, end = _edges(infinitive)
            start = max(start, cue[1])
            for one in objects:
                if token.i < one.i < infinitive.i and lexicon.ADDRESSED not in frames:
                    start = min(start, _edges(one)[0])
            contents = [(start, end)]
            if patient is not None and lexicon.ADDRESSED not in frames:
                contents = [_edges(patient), *contents]
        elif with_preposition and not (lexicon.OBJECT in frames and objects and not passive):
            preposition, found = with_preposition[0]
            lemma, kind = found.lemma, found.kind
            end = _edges(preposition)[1]
            if infinitive is not None and infinitive.i > preposition.i:
                end = max(end, _edges(infinitive)[1])
            begin = preposition.i + 1
            if preposition.i == cue[1] or all(self.tokens[i].dep_ == "advmod" for i in range(cue[1], preposition.i)):
                cue = (cue[0], begin)
            contents = [(begin, end)]
        elif lexicon.OBJECT in frames and patient is not None:
            contents = [_edges(patient)]
            after = self._complements(token, cue[1])
            if after > cue[1] and agent is None:
                contents.append((cue[1], after))
        elif lexicon.OBJECT in frames and any(one.i > token.i for one in told) and self._named(lemma, children):
            first = next(one for one in told if one.i > token.i)
            start, end = _edges(first)
            start = max(start, cue[1])
            end = self._complements(token, end)
            if lexicon.NAMING in frames:
                # "called him “a liar”": the parser seldom sees both.
                if all(one.pos_ in _NAMES for one in self.tokens[cue[1] : start]):
                    start = cue[1]
                if end < len(self.tokens) and self.quote_of[end] >= 0 and self.quotes[self.quote_of[end]][0] == end:
                    end = self.quotes[self.quote_of[end]][1]
            contents = [(start, end)]
        elif lexicon.OBJECT in frames and token.dep_ == "relcl" and any(one.tag_ in _RELATIVE for one in objects):
            first = next(one for one in objects if one.tag_ in _RELATIVE)
            contents = [_edges(first)]
            after = self._complements(token, cue[1])
            if after > cue[1]:
                contents.append((cue[1], after))
        if lexicon.NAMING in frames and not contents:
            named = [
                c
                for c in (*children.get("oprd", ()), *children.get("ccomp", ()), *children.get("xcomp", ()))
                if c.i > token.i
            ]
            alone = (
                lemma == "call" and len(named) == 1 and not objects and not passive and self.quote_of[named[0].i] < 0
            )
            if named and not alone:
                start, end = _edges(named[-1])
                contents = [
                    (max(cue[1], min(start, *(_edges(one)[0] for one in objects if one.i > token.i), start)), end)
                ]
        if lexicon.QUOTE in frames:
            heard = max((_edges(one)[1] for one in objects if one.i > token.i), default=0) if not contents else 0
            self._quoted(token, cue, source, contents, heard)
            if not contents:
                contents = self._after_colon(token)
            if not contents and lexicon.CLAUSE in frames and token.dep_ == "advcl":
                contents = self._as(token)
        return contents, lemma, kind, cue, source, reason

    def _noun(self, token: Any) -> None:
        lemma = token.lemma_.lower()
        if lemma not in lexicon.NOUNS:
            return
        owner = next((c for c in token.children if c.dep_ == "poss"), None)
        cue_end = token.i + 1
        content: Range | None = None
        name = lemma
        for child in token.rights:
            entry = None
            if child.dep_ in ("acl", "ccomp", "relcl", "advcl"):
                if any(c.dep_ == "mark" and c.lower_ == "for" and c.i == cue_end for c in child.children):
                    entry = lexicon.noun(lemma, "for")  # "a request for the firm to move"
                    if entry is not None:
                        content, name = (cue_end + 1, _edges(child)[1]), entry.lemma
                        cue_end += 1
                        break
                marked = next((c for c in child.children if c.dep_ == "mark" and c.lower_ == "that"), None)
                if child.dep_ == "acl" and child.tag_ == "VB" and any(c.tag_ == "TO" for c in child.children):
                    entry = lexicon.noun(lemma, "to")
                elif marked is not None or (child.dep_ == "acl" and self.tokens[_edges(child)[0]].lower_ == "that"):
                    entry = lexicon.noun(lemma, "that")
                if entry is not None:
                    content = (max(_edges(child)[0], cue_end), _edges(child)[1])
            elif child.dep_ == "prep" and (entry := lexicon.noun(lemma, child.lower_)) is not None:
                content = (child.i + 1, _edges(child)[1])
                if child.i == cue_end:
                    cue_end += 1
            if entry is not None:
                name = entry.lemma
                break
        if content is None:
            return
        source: Range | None = None
        cue_start = token.i
        reason = f"noun: {token.lower_}"
        head = token.head
        if owner is not None:
            source = self._possessor(owner)
            cue_start = source[1]
        else:
            holder = next((c for c in token.rights if c.dep_ == "prep" and c.lower_ in ("from", "by", "of")), None)
            if holder is not None and _edges(holder)[1] <= content[0] and holder.i != content[0] - 1:
                objects = [c for c in holder.children if c.dep_ == "pobj"]
                if objects:
                    source = self._noun_phrase(objects[0])
            elif token.dep_ in ("dobj", "attr", "pobj"):
                verb = head.head if token.dep_ == "pobj" and head.dep_ == "prep" else head
                light = lexicon.lemma_of(verb.lemma_, verb.lower_) in lexicon.LIGHT
                if verb.tag_.startswith("VB") and light:
                    subject, passive = self._subject(verb, None)
                    if subject is not None and not passive:
                        # "voiced concern that" is one cue, not two.
                        self.found = [one for one in self.found if one.at != verb.i]
                        source = self._source(verb, subject)
                        cue_start = min(self._cue(verb, None)[0], token.i)
        if source is None:
            there = token.dep_ == "attr" and any(child.dep_ == "expl" for child in head.children)
            if there:
                self._emit(
                    token, None, (token.i, cue_end), [content], name, lexicon.ATTITUDE, f"nobody named: {token.lower_}"
                )
            return
        low = min((_edges(c)[0] for c in token.lefts if c.dep_ in ("amod", "det", "compound", "nmod")), default=token.i)
        cue_start = min(cue_start, max(low, source[1] if source[1] <= token.i else low)) if owner is None else cue_start
        self._emit(token, source, (cue_start, cue_end), _without([content], source), name, lexicon.ATTITUDE, reason)

    def _adjective(self, token: Any) -> None:
        lemma = token.lemma_.lower()
        if lemma not in lexicon.ADJECTIVES or token.dep_ not in (
            "acomp",
            "conj",
            "amod",
            "ROOT",
            "advcl",
            "oprd",
            "acl",
        ):
            return
        content: Range | None = None
        cue_end = token.i + 1
        name = lemma
        for child in token.rights:
            entry = None
            if child.dep_ == "xcomp" and any(c.tag_ == "TO" for c in child.children):
                entry = lexicon.adjective(lemma, "to")
                content = _edges(child) if entry else None
            elif child.dep_ == "ccomp":
                entry = lexicon.adjective(lemma, "that")
                content = _edges(child) if entry else None
            elif child.dep_ == "prep":
                entry = lexicon.adjective(lemma, child.lower_)
                content = (child.i + 1, _edges(child)[1]) if entry else None
                if entry is not None and child.i == cue_end:
                    cue_end += 1
            if entry is not None:
                name = entry.lemma
                break
        if content is None:
            return
        copula = token.head if token.dep_ == "acomp" else None
        subject: Any = None
        cue_start = token.i
        if copula is not None:
            subject, _ = self._subject(copula, None)
            cue_start = min(cue_start, self._cue(copula, None)[0])
            if subject is not None and subject.i > copula.i:
                cue_start = token.i
        elif token.dep_ in ("amod", "acl") and token.head.i < token.i:
            subject = token.head
        if subject is None or subject.lower_ in _EMPTY:
            return
        source = self._source(copula if copula is not None else token, subject)
        self._emit(
            token,
            source,
            (cue_start, cue_end),
            _without([content], source),
            name,
            lexicon.ATTITUDE,
            f"adjective: {token.lower_}",
        )

    def _colon(self) -> None:
        """Name: words. Headlines and transcripts, where the paragraph has nothing else."""
        match = _NAMED.match(self.text)
        if not match or match[1].strip().lower().replace("’", "'") in lexicon.NO_SPEAKERS:
            return
        heading = self.tokens[slice(*self._within(*match.span(1)))]
        rest = self.tokens[slice(*self._within(*match.span(2)))]
        if not heading or not rest:
            return
        named = any(one.pos_ == "PROPN" or one.is_upper for one in heading)
        # A surname alone at the head of a line is often taken for a common noun.
        named = named or (len(heading) == 1 and heading[0].text.istitle() and heading[0].pos_ in ("NOUN", "ADJ"))
        told = any(one.tag_.startswith(("VB", "MD")) for one in rest) or len(rest) > 8 or rest[0].text in _MARKS
        told = told or (
            len(rest) > 3 and all(one.pos_ == "PROPN" for one in heading) and not any(one.like_num for one in rest)
        )
        if not (named and told) or any(one.tag_.startswith(("VB", "MD", "CD")) for one in heading):
            return
        speaker = (match.start(1), match.start(1) + len(match[1].rstrip()))
        content = (match.start(2), match.end(2) - (self.text[match.end(2) - 1] == "."))
        cue = (match.end(1), match.end(1) + 1)
        at = next((token.i for token in self.tokens if token.idx + len(token) >= cue[1]), 0)
        self.found.insert(
            0, Finding(at, (0, len(self.text)), [cue], [content], ":", lexicon.HEADING, "colon", source=[speaker])
        )

    # -- content

    def _clause_of(self, token: Any, children: dict[str, list[Any]], frames: frozenset[str]) -> Any:
        """The clause that tells what was said: a complement, or the clause that a parenthesis interrupts."""
        clauses = [
            one
            for one in children.get("ccomp", ())
            if one.tag_ != "VBN" or one.lower_ not in ("asked", "pressed", "questioned")
        ]
        if not clauses and lexicon.CLAUSE in frames and token.lemma_.lower() in ("ask", "wonder", "question"):
            clauses = [
                one
                for one in children.get("advcl", ())
                if one.i > token.i and any(c.dep_ == "mark" and c.lower_ in ("if", "whether") for c in one.lefts)
            ]
        if clauses:
            after = [one for one in clauses if one.i > token.i]
            end = _edges(clauses[0])[1]
            timed = any(c.dep_ == "mark" and c.lower_ in _TIMES for one in after for c in one.lefts)
            if timed and len(after) < len(clauses) and end < token.i and self.tokens[end].text == ",":
                return clauses[0]  # "..., he said a day after they met": what was said stands first
            return after[0] if after else clauses[0]
        for one in (*children.get("prep", ()), *children.get("npadvmod", ())):
            # "said in a statement that ...": the parser gives the clause to the statement.
            for holder in (one, *one.children):
                for clause in holder.children:
                    first = self.tokens[_edges(clause)[0]]
                    if clause.i > token.i and clause.dep_ in ("acl", "relcl", "ccomp") and first.lower_ == "that":
                        return clause if lexicon.CLAUSE in frames and first.dep_ == "mark" else None
        if token.dep_ == "parataxis" and lexicon.CLAUSE in frames and token.head.tag_.startswith(("VB", "MD")):
            if _speaks(token.head) and token.head.i > token.i:
                # "..., the ministry said, state radio reported": both tell of what stands first.
                return next((c for c in token.head.children if c.dep_ == "ccomp" and c.i < token.i), token.head)
            return token.head
        return None

    def _clause(
        self, token: Any, clause: Any, children: dict[str, list[Any]], cue: Range, source: Range | None, kind: str
    ) -> list[Range]:
        begin, finish = self._sentence(token)
        start, end = _edges(clause)
        low, high = cue
        entry = lexicon.verb(lexicon.lemma_of(token.lemma_, token.lower_), "")
        unheard = entry is not None and lexicon.ADDRESSED not in entry.frames
        if source is not None and (source[1] <= token.i or source[0] > token.i) and begin <= source[0] < finish:
            low, high = min(low, source[0]), max(high, source[1])
        if clause.i > token.i:
            contents = []
            if start < low and kind == lexicon.SPEECH:
                # "To win, they said, we must ...": the clause is broken in two.
                contents.append((start, low))
            start = max(start, high if source is not None and source[0] > token.i else cue[1])
            for one in children.get("dobj", ()):
                # The parser took the first words of the clause for an object.
                if unheard and _edges(one)[0] == cue[1] < start:
                    start = cue[1]
            start = self._after_day(start, end) if kind == lexicon.SPEECH else start
            contents.append((start, self._stretched(token, max(end, start))))
            return contents
        # The clause stands first: "...," said X.
        if kind == lexicon.SPEECH and token.dep_ in ("ROOT", "parataxis") and start > begin:
            for child in token.lefts:
                # "Asked about it, ...", "But ...": not what was said.
                if child.dep_ in ("advcl", "cc", "prep", "npadvmod") and _edges(child)[1] <= start:
                    begin = max(begin, _edges(child)[1])
            start = begin
        contents = [self._skipped((start, max(start, low)))]
        after = high
        while after < finish and self.tokens[after].text in _EDGES:
            after += 1
        if after < finish:
            quoted = self.quote_of[after] >= 0 and self.tokens[after].text in _MARKS
            own = self.tokens[after : max(end, after)]
            if quoted or (own and clause.is_ancestor(self.tokens[after]) and end > after):
                contents.append((after, finish if quoted else end))
        return contents

    def _after_day(self, start: int, end: int) -> int:
        """The day on which it was said belongs to the saying: "said on Friday that ..."."""
        at = start
        if at < end and self.tokens[at].lower_ in ("on", "late", "early"):
            at += 1
        if at >= end or self.tokens[at].lower_ not in _DAYS:
            return start
        at += 1
        while at < end and (self.tokens[at].lower_ in _PARTS or self.tokens[at].text == ","):
            at += 1
        # "Monday is the last day": there the day is what it is about.
        return start if at < end and self.tokens[at].tag_.startswith(("VB", "MD")) else at

    def _named(self, lemma: str, children: dict[str, list[Any]]) -> bool:
        """Whether a call is a name and not a telephone call: "called him a liar", not "called him"."""
        if lemma != "call" or any(children.get(name) for name in ("oprd", "ccomp", "xcomp", "dative")):
            return True
        edges = [_edges(one) for one in children.get("dobj", ())]
        return len(edges) > 1 or any(
            self.quote_of[i] >= 0 for start, end in edges for i in range(start, min(end + 1, len(self.tokens)))
        )

    def _suits(self, infinitive: Any, frames: frozenset[str]) -> bool:
        if infinitive.tag_ == "VBG":
            return lexicon.GERUND in frames
        marked = any(child.tag_ == "TO" for child in infinitive.children)
        return lexicon.INFINITIVE in frames and (marked or infinitive.tag_ in ("VB", "VBN") or infinitive.pos_ == "AUX")

    def _complements(self, token: Any, end: int) -> int:
        """How far an object goes: with what it is called, what it is blamed for, what it is asked to do."""
        for child in token.rights:
            if child.i < end or child.i < token.i:
                continue
            if any(one.lower_ in _DAYS for one in child.children):
                break
            if child.dep_ in ("oprd", "xcomp", "ccomp") or (
                child.dep_ == "prep" and child.lower_ in lexicon.COMPLEMENTS
            ):
                if any(self.tokens[i].text == "," for i in range(end, _edges(child)[0])) and child.dep_ != "oprd":
                    break
                end = max(end, _edges(child)[1])
            elif child.dep_ not in ("punct", "prt", "advmod"):
                break
        return end

    def _stretched(self, token: Any, end: int) -> int:
        """The end of a clause, with what is joined to it and has no cue of its own: the parser may cut it short."""
        finish = self._sentence(token)[1]
        at = end
        while at < finish and self.tokens[at].is_punct:
            at += 1
        if at >= finish or token.dep_ not in ("ROOT", "conj", "advcl", "ccomp", "relcl"):
            return end
        first = self.tokens[at]
        quoted = self.quote_of[at] >= 0 and self.quote_of[at] == self.quote_of[max(end - 1, 0)]
        broken = at == end and first.tag_ in (*_FINITE, "MD")  # the parser lost the verb of the clause
        joined = first.lower_ in _JOINING or quoted or broken
        if not joined:
            return end
        for i in range(at, finish):
            other = self.tokens[i]
            if not other.tag_.startswith("VB") or (self.quote_of[i] >= 0 and not quoted):
                continue
            entry = lexicon.verb(lexicon.lemma_of(other.lemma_, other.lower_), "")
            if entry is not None and entry.kind == lexicon.SPEECH:
                return end
        return finish

    def _cut(self, token: Any, content: Range) -> Range:
        """A content ends, outside quotation marks, where the same speaker tells on or somebody else begins.

        "..., adding that", "says he respects her and calls it", "said A, while others said B".
        """
        finite = token.tag_ in _FINITE
        for i in range(max(content[0], 1), content[1]):
            other = self.tokens[i]
            if (
                other.lower_ == "according"
                and self.tokens[i - 1].text == ","
                and self.quote_of[i] < 0
                and i > content[0]
                and token.lower_ != "according"
            ):
                return content[0], i
            if i == token.i or not other.tag_.startswith("VB") or self.quote_of[i] >= 0:
                continue
            if other.dep_ not in ("advcl", "conj", "acl", "dep"):
                continue
            lemma = lexicon.lemma_of(other.lemma_, other.lower_)
            entry = lexicon.verb(lemma, "")
            if entry is None or not _tells_on(entry):
                continue
            if other.tag_ == "VBG":
                before = self.tokens[i - 1].text
                if before in _BREAKS or before.endswith(("”", '"')):
                    return content[0], i
            elif finite and _same_tense(token, other) and (_while(other) or self._again(token, other)):
                own = [c for c in other.children if c.dep_ in _SUBJECTS]
                start = _edges(other)[0] if own else i
                while start > content[0] and self.tokens[start - 1].lower_ in (*_JOINTS, ",", "while"):
                    start -= 1
                if start > content[0] and (not own or any(self.tokens[k].text == "," for k in range(start, i))):
                    return content[0], start
        return content

    def _again(self, token: Any, other: Any) -> bool:
        """Whether a verb joined inside a content is as much a verb of telling as the cue before it."""
        if other.dep_ != "conj":
            return False
        between = self.tokens[other.i - 1]
        while between.dep_ in ("advmod", "neg", "aux") and between.i > token.i:
            between = self.tokens[between.i - 1]
        own = any(child.dep_ in _SUBJECTS for child in other.children)
        return own or between.lower_ in _JOINTS

    def _as(self, token: Any) -> list[Range]:
        """ "As the envoy said, they will meet": the rest of the sentence."""
        if not any(child.dep_ in ("mark", "advmod") and child.lower_ == "as" for child in token.lefts):
            return []
        begin, finish = self._sentence(token)
        start, end = _edges(token)
        if start - begin <= 1:
            return [(end, finish)]
        return [self._skipped((begin, start))] if self.tokens[start - 1].text == "," else []

    def _quoted(self, token: Any, cue: Range, source: Range | None, contents: list[Range], heard: int) -> None:
        """Quotations of the sentence that no content holds yet, added to the contents.

        `heard` is the end of who is spoken to, which may stand between cue and quotation.
        """
        begin, finish = self._sentence(token)
        for start, end in (*self.quotes, *self.single):
            if start >= finish or start <= token.i < end:
                continue
            if end <= begin:
                # "Never!" she said: to the parser a sentence of its own.
                low = cue[0] if source is None else min(cue[0], source[0])
                if end == begin == low and not contents and self.tokens[end - 1].text in _MARKS:
                    contents.append((start, end))
                continue
            if any(i <= start and end <= j for i, j in contents):
                continue
            touched = [(i, j) for i, j in contents if i < end and start < j]
            if touched:
                contents[:] = [(min(i, start), max(j, end)) if (i, j) in touched else (i, j) for i, j in contents]
                continue
            words = sum(not one.is_punct for one in self.tokens[start:end])
            if words < 3 and (contents or (start < cue[1] and not self.tokens[end - 2].is_punct)):
                continue
            if start < cue[0] and token.tag_ == "VBG" and cue[0] == token.i:
                continue  # "...," she said, citing ...: the quotation is that of the main verb
            if start < cue[0] and contents and token.dep_ in ("advcl", "relcl", "acl", "xcomp"):
                continue
            beside = self._beside(start, end, (cue[0], max(cue[1], heard)), source)
            between = self.tokens[cue[1] : start]
            led = (
                bool(between)
                and between[-1].text in (",", ":")
                and not any(one.tag_.startswith("VB") and _speaks(one) for one in between)
            )
            if beside or (not contents and words > 2 and (token.dep_ == "ROOT" or led)):
                told = (
                    start >= cue[1]
                    and not (between and between[-1].text in (",", ":"))
                    and (
                        any(one.tag_ in (*_FINITE, "MD") for one in between)
                        or (bool(between) and between[0].lower_ == "that")
                    )
                )
                contents.append((cue[1] if told and not beside else start, end))

    def _spoken(self, token: Any, contents: list[Range]) -> list[Range]:
        """Without what the parser adds to a quotation that is whole: the words around it are the report's own.

        "“We shall see,” she said when asked whether ...", "Asked about it, he said: “...”", "It was late: “...,” she
        said". A quotation is whole where it ends with a mark of its own and has four words.
        """
        whole = [
            (start, end)
            for start, end in self.quotes
            if not start <= token.i < end
            and end - start > 5
            and (self.tokens[end - 2].text in _STOPS or self.tokens[end - 1].text in _STOPS)
        ]
        kept: list[Range] = []
        for start, end in contents:
            mine = [one for one in whole if start <= one[0] and one[1] <= end]
            if mine and start == mine[0][0] and mine[-1][1] < end:
                # What follows the last quotation, if it has no quotation of its own.
                rest = self.tokens[mine[-1][1] : end]
                if not any(self.quote_of[one.i] >= 0 for one in rest):
                    end = mine[-1][1]
            elif mine and start < mine[0][0] and self.tokens[mine[0][0] - 1].text in (":", ".", "?", "!"):
                start = mine[0][0]
            kept.append((start, end))
        if any(one[0] in [q[0] for q in whole] for one in kept):
            kept = [one for one in kept if self.quote_of[one[0]] >= 0 or one[0] > token.i] or kept
        return kept

    def _beside(self, start: int, end: int, cue: Range, source: Range | None) -> bool:
        """Whether a quotation touches cue or source, but for punctuation."""
        low = min(cue[0], source[0]) if source is not None else cue[0]
        high = max(cue[1], source[1]) if source is not None else cue[1]
        between = range(end, low) if end <= low else range(high, start)
        if end > low and start < high:
            return False
        return all(self.tokens[i].is_punct or self.tokens[i].lower_ in ("that", "of") for i in between)

    def _after_colon(self, token: Any) -> list[Range]:
        begin = token.idx + len(token)
        match = _COLON.match(self.text, begin)
        if not match:
            return []
        if match.end() >= len(self.text):
            self.awaiting = True
            return []
        start, end = self._within(match.end(), len(self.text))
        if start >= end:
            return []
        number = self.quote_of[start]
        if number >= 0:
            return [(start, self.quotes[number][1])]
        return [(start, self.sentences[self.sentence_of[start]][1])]

    # -- source and cue

    def _subject(self, token: Any, children: dict[str, list[Any]] | None, depth: int = 0) -> tuple[Any, bool]:
        """The token that heads the source of a verb, or None; and whether the verb is passive."""
        listed = token.children if children is None else [one for some in children.values() for one in some]
        passive = False
        for child in listed:
            if child.dep_ in _SUBJECTS:
                return (token.head if child.tag_ in _RELATIVE and token.dep_ == "relcl" else child), False
            if child.dep_ == "nsubjpass":
                return child, True
            passive = passive or child.dep_ == "auxpass"
        if token.dep_ == "acl":
            if token.tag_ == "VBG":
                ours = lexicon.verb(lexicon.lemma_of(token.lemma_, token.lower_), "")
                if (
                    ours is not None
                    and _tells_on(ours)
                    and self.tokens[max(token.i - 1, 0)].text in _BREAKS
                    and depth < 4
                ):
                    # "... the plan, saying that": who tells is the subject of the sentence's verb.
                    above = token.head
                    while above.head.i != above.i and not above.tag_.startswith("VB"):
                        above = above.head
                    if above.tag_.startswith("VB") and above.i < token.i:
                        subject, ended = self._subject(above, None, depth + 1)
                        if subject is not None and not ended:
                            return subject, False
                return token.head, False
            if token.tag_ == "VBN":
                return None, True
            holder = token.head
            owner = next((c for c in holder.lefts if c.dep_ == "poss"), None)
            if owner is not None and holder.dep_ != "pobj":
                return owner, False
            while holder.dep_ in ("pobj", "prep") and holder.head.i != holder.i:
                holder = holder.head
            above = holder.head if holder.dep_ in ("dobj", "attr") else holder
            if above.tag_.startswith("VB") and above.i != token.i and depth < 4:
                subject, ended = self._subject(above, None, depth + 1)
                return (None, False) if ended else (subject, False)
            return None, False
        if depth < 4 and token.dep_ in ("conj", "advcl", "xcomp", "pcomp", "dep", "ccomp"):
            if token.dep_ == "ccomp" and token.tag_ in _FINITE:
                return None, passive
            if token.dep_ in ("advcl", "pcomp") and token.tag_ == "VBN":
                return None, True
            head = token.head
            while head.pos_ in ("ADP", "SCONJ") and head.head.i != head.i:
                head = head.head
            if head.tag_.startswith(("VB", "MD")) and head.i != token.i:
                if token.dep_ == "advcl" and token.tag_ == "VBG":
                    head = self._teller(token, head)
                elif token.dep_ == "conj" and head.dep_ == "ccomp" and head.head.i < head.i:
                    ours = lexicon.verb(lexicon.lemma_of(token.lemma_, token.lower_), "")
                    if ours is not None and _tells_on(ours) and _speaks(head.head) and _same_tense(head.head, token):
                        head = head.head
                if token.dep_ == "xcomp":
                    controlled = [c for c in head.children if c.dep_ in ("dobj", "dative") and c.i < token.i]
                    if controlled and lexicon.lemma_of(head.lemma_, head.lower_) not in ("promise", "use"):
                        return controlled[0], False
                subject, above = self._subject(head, None, depth + 1)
                if token.dep_ == "conj" and passive:
                    return subject, True
                return subject, above and token.dep_ == "conj" and token.tag_ == "VBN"
        return None, passive

    def _teller(self, token: Any, head: Any) -> Any:
        """The verb whose subject a participle shares: in "said A was B, adding that", said and not was."""
        entry = lexicon.verb(lexicon.lemma_of(token.lemma_, token.lower_), "")
        before = self.tokens[token.i - 1].text
        if entry is None or not _tells_on(entry) or not (before in _BREAKS or before.endswith(("”", '"'))):
            return head
        while head.dep_ in ("ccomp", "conj") and head.head.i < head.i and self.quote_of[head.head.i] < 0:
            above = lexicon.verb(lexicon.lemma_of(head.head.lemma_, head.head.lower_), "")
            if head.dep_ == "ccomp" and (above is None or above.kind != lexicon.SPEECH):
                break
            head = head.head
        return head

    def _agent(self, children: dict[str, list[Any]]) -> Any:
        for child in children.get("agent", ()):
            for agent in child.children:
                if agent.dep_ == "pobj":
                    return agent
        return None

    def _source(self, token: Any, subject: Any) -> Range:
        start, end = self._noun_phrase(subject)
        if subject.is_ancestor(token):
            # A relative clause or a participle: the source is the noun, up to the clause.
            end = min(end, max(subject.i + 1, _edges(token)[0]))
            while end > subject.i + 1 and self.tokens[end - 1].text in _EDGES:
                end -= 1
        if start <= token.i < end:
            start, end = subject.i, subject.i + 1
        return start, end

    def _relative(self, token: Any) -> list[Range]:
        """The relative pronoun that is the subject of a verb, if it has one."""
        while token.dep_ in ("conj", "xcomp") and token.head.i < token.i:
            token = token.head
        if token.dep_ != "relcl":
            return []
        found = [c for c in token.children if c.dep_ in _SUBJECTS and c.tag_ in _RELATIVE]
        return [self._chars((one.i, one.i + 1)) for one in found[:1]]

    def _noun_phrase(self, head: Any) -> Range:
        """A noun with all that belongs to it, but for a participle after a comma, and marks at its ends."""
        start, end = _edges(head)
        if head.i >= self.begin:
            start = max(start, self.begin)
        for child in head.rights:
            left = _edges(child)[0]
            if child.dep_ == "acl" and left > 0 and self.tokens[left - 1].text == ",":
                end = min(end, left)
        while end > head.i + 1 and (self.tokens[end - 1].text in _EDGES):
            end -= 1
        while start < head.i and self.tokens[start].text in _EDGES:
            start += 1
        return start, end

    def _nearest(self, cue: Range) -> Range | None:
        """The names between a quotation and the cue beside it, where the parser saw no subject."""
        start = cue[0]
        while start > 0 and cue[0] - start < 16 and self._nameable(start - 1):
            start -= 1
        if start < cue[0] and start > 0 and self.quote_of[start - 1] >= 0 and self.tokens[start].text != ",":
            end = cue[0]
            while end > start and self.tokens[end - 1].text in _EDGES:
                end -= 1
            named = any(one.pos_ in ("PROPN", "NOUN", "PRON") for one in self.tokens[start:end])
            return (start, end) if named else None
        if cue[0] > 0 and self.quote_of[cue[0] - 1] >= 0:
            end = cue[1]
            while (
                end < len(self.tokens)
                and end - cue[1] < 8
                and self.tokens[end].pos_ in _NAMES
                and self.quote_of[end] < 0
            ):
                end += 1
            if end > cue[1]:
                return cue[1], end
        return None

    def _nameable(self, i: int) -> bool:
        one = self.tokens[i]
        return self.quote_of[i] < 0 and (one.pos_ in _NAMES or one.text == "," or one.tag_ in ("IN", "POS", "CD", "CC"))

    def _possessor(self, owner: Any) -> Range:
        """A possessor with its mark: "the union's", "his"."""
        start, end = _edges(owner)
        return start, end

    def _cue(self, token: Any, particle: Any) -> Range:
        """The verb with its auxiliaries, its negation and the adverbs between, and its particle."""
        start = token.i
        while start > 0:
            before = self.tokens[start - 1]
            if before.head.i != token.i:
                break
            if before.dep_ in ("aux", "auxpass", "neg") or (
                before.dep_ == "advmod" and before.lower_ not in _CLAUSE_ADVERBS
            ):
                start -= 1
                continue
            break
        if token.dep_ == "xcomp" and start == token.i - 1 and self.tokens[start].tag_ == "TO":
            head = token.head
            if lexicon.lemma_of(head.lemma_, head.lower_) in lexicon.GOING_ON and head.i < token.i:
                start = self._cue(head, None)[0]
        while start < token.i and self.tokens[start].tag_ == "TO":
            start += 1
        end = token.i + 1
        if particle is not None and particle.i == end:
            end += 1
        return start, end

    # -- places

    def _sentence(self, token: Any) -> Range:
        start, end = self.sentences[self.sentence_of[token.i]]
        return (max(start, self.begin), end) if token.i >= self.begin else (start, end)

    def _goes_on(self, token: Any, at: int) -> bool:
        """Whether the sentence's own verb stands after a place, and does not tell of another speaker."""
        while token.head.i != token.i:
            token = token.head
        return token.i >= at and not _speaks(token)

    def _mood(self, token: Any, cue: Range) -> tuple[bool, bool]:
        """Whether the cue is negated, and whether it is only supposed: "would accept", "if they accept"."""
        negated = hypothetical = False
        inside = self.tokens[cue[0] : cue[1]]
        clause = token
        while clause.dep_ in ("acomp", "xcomp") and clause.head.i in range(*cue):
            clause = clause.head
        for one in (*inside, *token.children, *clause.children):
            negated = negated or one.dep_ == "neg" or (one in inside and one.lower_ in _NEGATORS)
            hypothetical = hypothetical or (one.tag_ == "MD" and one.lower_ in _SUPPOSED)
            if one.dep_ == "mark" and one.head.i == clause.i:
                hypothetical = hypothetical or one.lower_ in _CONDITIONS
            if one.dep_ in ("nsubj", "nsubjpass") and one.head.i == clause.i:
                nobody = one.lower_ in _NOBODY or any(c.dep_ == "det" and c.lower_ in _NOBODY for c in one.children)
                negated = negated or nobody
        return negated, hypothetical

    def _main(self, token: Any) -> bool:
        while token.dep_ in ("conj", "parataxis") or (token.dep_ == "ccomp" and token.head.i > token.i):
            token = token.head
        return bool(token.head.i == token.i or token.dep_ == "dep")

    def _skipped(self, tokens: Range) -> Range:
        """Without a conjunction that only joins the sentence to the one before."""
        start, end = tokens
        if start < end and self.tokens[start].lower_ in _JOINTS:
            start += 1
        return start, end

    def _chars(self, tokens: Range) -> Range:
        last = self.tokens[tokens[1] - 1]
        return self.tokens[tokens[0]].idx, last.idx + len(last)

    def _within(self, start: int, end: int) -> Range:
        """The tokens that a range of code points touches."""
        span = self.doc.char_span(start, end, alignment_mode="expand") if start < end else None
        return (0, 0) if span is None else (span.start, span.end)

    def _trimmed(self, token: Any, tokens: Range) -> Range | None:
        listed = self.tokens
        i, j = self._cut(token, tokens)
        # A quotation cut in two is taken whole, unless the cue itself stands in it.
        for number in (self.quote_of[i], self.quote_of[j - 1]):
            if number >= 0 and number != self.quote_of[token.i]:
                i, j = min(i, self.quotes[number][0]), max(j, self.quotes[number][1])
        while i < j and (listed[i].is_space or listed[i].text in _EDGES):
            i += 1
        while j > i and (
            listed[j - 1].is_space
            or listed[j - 1].text in _EDGES
            or listed[j - 1].text == "."
            or listed[j - 1].lower_ in _JOINTS
        ):
            j -= 1
        if i >= j:
            return None
        start, end = self._chars((i, j))
        while end > start and self.text[end - 1] in ",;":
            end -= 1
        if self.text[end : end + 1] == ")" and self.text.count("(", start, end) > self.text.count(")", start, end):
            end += 1
        return (start, end) if start < end else None

    def _emit(
        self,
        token: Any,
        source: Range | None,
        cue: Range,
        contents: Iterable[Range],
        lemma: str,
        kind: str,
        reason: str,
        *,
        awaits: bool = False,
    ) -> None:
        contents = [one for one in contents if one[0] < one[1]]
        if kind == lexicon.SPEECH:
            contents = self._spoken(token, contents)
        trimmed = [one for one in (self._trimmed(token, content) for content in contents) if one is not None]
        if not trimmed and not awaits:
            return
        negated, hypothetical = self._mood(token, cue)
        self.found.append(
            Finding(
                token.i,
                self._chars(self._sentence(token)),
                [self._chars(cue)],
                _merged(trimmed),
                lemma,
                kind,
                reason,
                source=[] if source is None else [self._chars(source)],
                pronoun=[] if source is None else self._relative(token),
                negated=negated,
                hypothetical=hypothetical,
                awaits=awaits and not trimmed,
                main=self._main(token),
                quoted=self.quote_of[token.i] >= 0,
            )
        )


_NAMED = re.compile(r"\s*((?:[A-Z][\w.’'-]*\s?){1,4}|[A-Z][\w ]{2,40}):\s+(\S.*\S)\s*$")
_DATELINE = re.compile(
    r"[A-Z][A-Z .,'’/-]{2,40}[A-Za-z., ]{0,24}(?:\d{1,2}\s*)?(?:\([A-Z][\w ]{1,20}\))?\s*(?:—|–|--|-)\s+(?=\S)"
)
_DAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday"])
_PARTS = frozenset(["morning", "afternoon", "evening", "night"])
_COLON = re.compile(r"[^“\":.]{0,100}:\s*")


def _edges(token: Any) -> Range:
    return token.left_edge.i, token.right_edge.i + 1


def _tells_on(entry: Entry) -> bool:
    """Whether, joined to what was said, it is rather the speaker's next word: "..., adding", "..., blaming"."""
    if entry.kind == lexicon.SPEECH:
        return lexicon.CLAUSE in entry.frames
    return entry.lemma == "call" or entry.stance in lexicon.STANDS


def _same_tense(token: Any, other: Any) -> bool:
    """Whether two verbs may be joined; a past participle without an auxiliary may be a past tense."""
    if token.tag_ == other.tag_:
        return bool(token.tag_ in _FINITE)
    bare = not any(child.dep_ in ("aux", "auxpass") for child in other.children)
    return bool(token.tag_ == "VBD" and other.tag_ == "VBN" and bare)


def _while(token: Any) -> bool:
    """Whether a verb's clause sets somebody else against what was said: "..., while others say"."""
    own = any(child.dep_ in _SUBJECTS for child in token.children)
    return own and token.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ == "while" for c in token.lefts)


def _speaks(token: Any) -> bool:
    """Whether a verb is one of speech."""
    entry = lexicon.verb(lexicon.lemma_of(token.lemma_, token.lower_), "")
    return entry is not None and entry.kind == lexicon.SPEECH


def _without(contents: Sequence[Range], hole: Range) -> list[Range]:
    """What is left of the contents outside a range."""
    left: list[Range] = []
    for start, end in contents:
        for a, b in ((start, min(end, hole[0])), (max(start, hole[1]), end)):
            if a < b and (a, b) not in left:
                left.append((a, b))
    return left


def _merged(ranges: Iterable[Range]) -> list[Range]:
    """In order, what overlaps made one."""
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
