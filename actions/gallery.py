"""金点子展示: what is shown of each adopted idea, in sentences for a screen and for paper."""

import re
from dataclasses import dataclass
from datetime import date

from data_access import idea_gallery, masking
from data_access.engine import Engine
from data_access.idea_gallery import AdoptedIdea, TakenUpBy
from glossary import IdeaOrigin, IdeaState
from permissions import Person
from working_time import local

__all__ = ["Card", "cards", "counted"]

QUESTION, WORDS = (2, 120), (6, 150)  # at most so many sentences, and signs
CUT = "……"
_SENTENCE = re.compile("[^。！？!?]*[。！？!?]+[”’」』）)]*|[^。！？!?]+$")
_AFTER_STOP = re.compile("(?<=[，、；：。！？]) ")
# Said where there is no effect yet.
NOT_YET = {IdeaState.CONVERTED: "正在推进，见效后登记。", IdeaState.BANKED: "已入库，等待转化。"}


@dataclass(frozen=True)
class Card:
    """One idea of the gallery, every field ready to read, none of it safe as HTML or Markdown."""

    number: str
    title: str
    state: IdeaState
    question: str
    proposal: str
    done: tuple[str, ...]  # policies and projects, a sentence each
    effect: str
    has_effect: bool
    facts: dict[str, str]  # label → words
    photo: str | None  # token of a photo


def cards(
    engine: Engine, *, by: Person, categories: tuple[str, ...] = (), townships: tuple[str, ...] = ()
) -> tuple[Card, ...]:
    """The adopted ideas of first-level categories and townships (empty: all), 见效 first. Raises: NotPermitted."""
    found = idea_gallery.adopted_ideas(engine, by=by, categories=categories, townships=townships)
    return tuple(_card(each) for each in found)


def counted(shown: tuple[Card, ...]) -> str:
    """How many there are, such as 共 16 个：见效 9、转化 5、入库 2."""
    states = [card.state for card in shown]
    parts = [f"{state.label} {states.count(state)}" for state in idea_gallery.ORDER if state in states]
    return f"共 {len(shown):,} 个：{'、'.join(parts)}" if parts else "没有采纳的点子"


def shortened(text: str, sentences: int, signs: int) -> str:
    """The first sentences on one line, whole ones as far as they fit, …… for the rest; numbers of people masked."""
    whole = masking.masked(_AFTER_STOP.sub("", " ".join(text.split())))
    kept = ""
    for sentence in _SENTENCE.findall(whole)[:sentences]:
        if len(kept) + len(sentence) > signs:
            break
        kept += sentence
    if not kept:
        kept = whole[: signs - len(CUT)].rstrip("，、；,; ")
    return kept.strip() if kept.strip() == whole else kept.strip() + CUT


def _card(idea: AdoptedIdea) -> Card:
    effect = shortened(idea.effect, *WORDS)
    return Card(
        number=idea.number,
        title=masking.masked(idea.title),
        state=idea.state,
        question=shortened(idea.problem, *QUESTION),
        proposal=shortened(idea.proposal, *WORDS),
        done=tuple(_done(each) for each in idea.taken_up_by),
        effect=effect or NOT_YET.get(idea.state, "—"),
        has_effect=bool(effect),
        facts=_facts(idea),
        photo=idea.photo,
    )


def _done(what: TakenUpBy) -> str:
    """What took the idea up, as a sentence."""
    title = masking.masked(what.title)
    if what.state is not None:
        return f"项目：{title}（{what.number}，{_day(what.on)}立项，现在：{what.state.label}）"
    taken = shortened(what.taken, *QUESTION)
    if taken:
        taken = f"，{taken}" if taken.startswith("采用") else f"，采用：{taken}"
    # Titles of documents often bring their own marks.
    named = title if title.startswith("《") else f"《{title}》"
    return f"政策：{named}（{what.number}，{what.department}{_day(what.on)}印发）{taken}"


def _facts(idea: AdoptedIdea) -> dict[str, str]:
    departments = [f"{idea.lead}（主责）"] if idea.lead else []
    facts = {
        "来自": _people(idea),
        "单位": "、".join([*departments, *idea.supporting]) or "—",
        "时间": _dates(idea),
        "镇办区": "、".join(idea.townships),
        "分类": idea.category or "",
    }
    return {label: words for label, words in facts.items() if words}


def _people(idea: AdoptedIdea) -> str:
    parts = [IdeaOrigin.LEADER.label] if idea.origin is IdeaOrigin.LEADER else []
    if idea.suggestions:
        parts.append(f"{idea.citizens:,} 位群众的 {idea.suggestions:,} 件建议")
    return "，".join(parts) or "—"


def _dates(idea: AdoptedIdea) -> str:
    parts = [f"{_day(idea.banked_on)}入库"] if idea.banked_on else []
    if idea.state is not IdeaState.BANKED:
        parts.append(f"{_day(local(idea.state_since).date())}{idea.state.label}")
    return "，".join(parts) or "—"


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
