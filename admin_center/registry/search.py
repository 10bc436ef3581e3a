"""Finding items by what people type: official words, everyday words, pinyin, initials, slips of the pen.

One statement fetches candidates by the word index and the pinyin columns; only when nothing is found
does a second one fetch the pinyin of all items for a looser comparison. Ranking is pure Python.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import log

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from admin_center.registry import index
from admin_center.registry.models import ServiceItem

MAX_QUERY = 60
CANDIDATES = 120
LOOSE = 0.72
WHOLE_LATIN = re.compile(r"[a-z0-9 ']+")
# What people say around the thing they mean.
FILLER = re.compile(
    "请问|怎么样|怎么|怎样|如何|我要|我想|想要|需要|可以|能不能|应该|哪里|在哪|哪个|什么|多少钱|多久|一下|材料|手续|流程|"
    "条件|办理|申请|申办|办一个|办个|去办|要办|要|吗|呢|啊|的|了|我|给|在|去|和"
)
LEADING_VERB = re.compile("^(办|领|弄|搞|拿|做|查)+(?=..)")


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, taken apart."""

    text: str
    core: str
    grams: tuple[str, ...]
    sounds: tuple[str, ...]
    latin: str

    @property
    def is_empty(self) -> bool:
        """Nothing to look for."""
        return not (self.grams or self.latin)


def parse(typed: str) -> Query:
    """Take a query apart; harmless for any text."""
    text = index.normalised(typed.replace("\x00", ""))[:MAX_QUERY]
    core = FILLER.sub("", text) or text
    core = LEADING_VERB.sub("", core) or core
    latin = re.sub(r"[ ']+", "", text) if WHOLE_LATIN.fullmatch(text) else ""
    grams = tuple(dict.fromkeys([*index.bigrams(core), *index.bigrams(text)]))
    return Query(text, core, grams, tuple(dict.fromkeys(index.syllable_pairs(core))), latin)


def search_items(query: str, *, limit: int = 20) -> list[ServiceItem]:
    """Items for a query, best first; an empty list when nothing fits. At most two statements."""
    parsed = parse(query)
    if parsed.is_empty:
        return []
    candidates = list(_candidates(parsed))
    ranked = rank(parsed, candidates)
    if not ranked:
        ranked = _by_likeness(parsed, list(_readable()))
    return ranked[:limit]


def _readable() -> QuerySet[ServiceItem]:
    return (
        ServiceItem.objects.filter(is_active=True, live_version__isnull=False)
        .select_related("department", "live_version")
        .defer("live_version__content", "live_version__steps")
    )


def _candidates(query: Query) -> QuerySet[ServiceItem]:
    words = [*query.grams, *query.sounds]
    found = Q()
    if words:
        wanted = SearchQuery(words[0], config="simple", search_type="plain")
        for word in words[1:]:
            wanted |= SearchQuery(word, config="simple", search_type="plain")
        found |= Q(search_vector=wanted)
    if query.latin:
        found |= Q(pinyin__contains=query.latin) | Q(initials__contains=query.latin)
    if len(query.core) == 1:
        found |= Q(name__contains=query.core)
    return _readable().filter(found)[:CANDIDATES]


def rank(query: Query, candidates: Sequence[ServiceItem]) -> list[ServiceItem]:
    """Candidates with a score above nothing, best first, the catalogue's order among equals."""
    if not candidates:
        return []
    texts = {row.pk: set(row.search_text.split()) for row in candidates}
    spread = Counter(word for words in texts.values() for word in words)
    weight = {
        word: log(1 + len(candidates) / spread[word])
        for word in [*query.grams, *query.sounds]
        if spread[word]
    }
    scored = [(_score(query, row, texts[row.pk], weight), row) for row in candidates]
    best = max(points for points, _row in scored)
    kept = [(points, row) for points, row in scored if points > 0 and points >= best * 0.12]
    return [row for points, row in sorted(kept, key=lambda pair: (-pair[0], pair[1].number))]


def _score(query: Query, row: ServiceItem, words: set[str], weight: dict[str, float]) -> float:
    name = index.normalised(row.name)
    points = 0.0
    for said in row.synonyms:
        points = max(points, _likeness_of_words(query, index.normalised(said)))
    if query.core and query.core in name:
        points = max(points, 55 + 40 * len(query.core) / len(name))
    if query.text == name:
        points = 120
    head = set(index.bigrams(row.name))
    heard = {pair for said in [row.name, *row.synonyms] for pair in index.syllable_pairs(said)}
    spoken = {gram for said in row.synonyms for gram in index.bigrams(said)}
    total = sum(weight.get(gram, 1.0) for gram in query.grams) or 1.0
    covered = sum(_worth(gram, head, spoken, words) * weight.get(gram, 0.0) for gram in query.grams)
    points += 45 * covered / total
    if query.sounds:
        sounded = sum(weight.get(pair, 0.0) for pair in query.sounds if pair in heard)
        points += 20 * sounded / (sum(weight.get(pair, 1.0) for pair in query.sounds) or 1.0)
    return points + _latin(query.latin, row)


def _likeness_of_words(query: Query, said: str) -> float:
    """How well an everyday word fits: exactly, contained, or containing."""
    if said in (query.text, query.core):
        return 100
    for typed in (query.core, query.text):
        if len(said) > 1 and said in typed:
            return 60 + 30 * len(said) / len(typed)
        if len(typed) > 1 and typed in said:
            return 45 + 30 * len(typed) / len(said)
    return 0


def _worth(gram: str, head: set[str], spoken: set[str], words: set[str]) -> float:
    if gram in head:
        return 1.0
    if gram in spoken:
        return 0.8
    return 0.3 if gram in words else 0.0


def _latin(latin: str, row: ServiceItem) -> float:
    if not latin:
        return 0.0
    best = 0.0
    for column, whole, part in ((row.initials, 90.0, 50.0), (row.pinyin, 95.0, 60.0)):
        for word in column.split():
            if word == latin:
                best = max(best, whole)
            elif latin in word:
                best = max(best, part + 25 * len(latin) / len(word) + (5 if word.startswith(latin) else 0))
    return best


def _by_likeness(query: Query, rows: Iterable[ServiceItem]) -> list[ServiceItem]:
    typed = query.latin or index.pinyin_of(query.core)
    if len(typed) < 4:
        return []
    scored = [(max((_ratio(typed, word) for word in row.pinyin.split()), default=0.0), row) for row in rows]
    kept = [(points, row) for points, row in scored if points >= LOOSE]
    return [row for points, row in sorted(kept, key=lambda pair: (-pair[0], pair[1].number))]


def _ratio(typed: str, word: str) -> float:
    if abs(len(typed) - len(word)) > max(len(typed), len(word)) // 2:
        return 0.0
    return SequenceMatcher(None, typed, word).ratio()
