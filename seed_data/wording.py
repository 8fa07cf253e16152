"""Titles, contents, answers and people: the word lists put together for one case."""

import hashlib

from glossary import Nature
from seed_data import frames
from seed_data.organisation import invented_name, second_level
from seed_data.places import TOWNSHIPS
from seed_data.sentences import PHRASES
from seed_data.topics import TOPICS

CATEGORIES = second_level()


def pick(choices: tuple, draw: float):
    """The choice a uniform draw falls on."""
    return choices[int(draw * len(choices))]


def place_of(case) -> str:
    """Township and spot as people write it."""
    town = TOWNSHIPS[case.township]
    return f"{town.name}{pick(town.spots, case.u1)}"


def message(case, departments: dict[str, str]) -> tuple[str, str]:
    """Title and content."""
    if case.topic >= 0:
        return _on_topic(case)
    return _WRITERS[Nature(case.nature)](case, place_of(case), CATEGORIES[case.category], departments)


def _on_topic(case) -> tuple[str, str]:
    topic = TOPICS[case.topic]
    is_complaint = case.nature == Nature.COMPLAINT
    ends = frames.COMPLAINT_ENDS if is_complaint else frames.REQUEST_ENDS
    said = topic.complaint if is_complaint else topic.request
    town = TOWNSHIPS[case.township].name
    content = f"{town}{topic.keyword}，{topic.complaint}，{pick(frames.AFTERMATH, case.u2)}{topic.request}。"
    return f"{topic.keyword}：{said}", content + pick(ends, case.u3)


def _complaint(case, place, category, departments) -> tuple[str, str]:
    problem = pick(PHRASES[category.code][0], case.u0)
    end = pick(frames.COMPLAINT_ENDS, case.u3)
    return f"{place}{problem}", f"{place}{problem}，{pick(frames.AFTERMATH, case.u2)}{end}{_phone(case)}"


def _request(case, place, category, departments) -> tuple[str, str]:
    problem = pick(PHRASES[category.code][0], case.u0)
    end = pick(frames.REQUEST_ENDS, case.u3)
    content = f"您好，我是{place}的居民。这里{problem}，{pick(frames.AFTERMATH, case.u2)}{end}{_phone(case)}"
    return f"{place}{category.name}问题求助", content


def _suggestion(case, place, category, departments) -> tuple[str, str]:
    problems, wishes, _ = PHRASES[category.code]
    wish = pick(wishes, case.u0)
    start, end = pick(frames.SUGGESTION_STARTS, case.u2), pick(frames.SUGGESTION_ENDS, case.u3)
    return f"建议{wish}（{place}）", f"{start}发现{place}{pick(problems, case.u4)}。建议{wish}。{end}"


def _question(case, place, category, departments) -> tuple[str, str]:
    question = pick(PHRASES[category.code][2], case.u0)
    return f"咨询：{question}", f"我住在{place}，想咨询{question}？{pick(frames.QUESTION_ENDS, case.u3)}"


def _praise(case, place, category, departments) -> tuple[str, str]:
    praised = departments[case.department]
    content = f"{place}的{category.name}问题得到解决，{praised}{pick(frames.PRAISE, case.u0)}，"
    return f"感谢{praised}", content + pick(frames.PRAISE_ENDS, case.u3)


def _report(case, place, category, departments) -> tuple[str, str]:
    content = f"{place}在{category.name}方面，{pick(frames.REPORTS, case.u0)}。{pick(frames.REPORT_ENDS, case.u3)}"
    return f"举报{category.name}方面问题线索", content


_WRITERS = {
    Nature.COMPLAINT: _complaint,
    Nature.REQUEST: _request,
    Nature.SUGGESTION_PROPER: _suggestion,
    Nature.QUESTION: _question,
    Nature.PRAISE: _praise,
    Nature.REPORT: _report,
}


def _phone(case) -> str:
    """Some leave their number in the text, which has to be masked."""
    return f"联系电话{phone_of(case.person)}。" if case.u6 < 0.03 else ""


def phone_of(person: int) -> str:
    """An invented mobile number; 140 numbers are not sold to people."""
    return f"140{person * 7919 % 100_000_000:08d}"


def answer(case, title: str) -> str:
    """What the department writes back; more than twenty characters of content."""
    matter = title.removeprefix("咨询：")[:18]
    start = pick(frames.ANSWER_STARTS, case.u4).format(matter=matter)
    body = pick(_BODIES.get(Nature(case.nature), frames.HANDLED), case.u7).format(place=place_of(case))
    return start + body + pick(frames.ANSWER_ENDS, case.u3)


_BODIES = {
    Nature.SUGGESTION_PROPER: frames.CONSIDERED,
    Nature.QUESTION: frames.EXPLAINED,
    Nature.PRAISE: frames.ACKNOWLEDGED,
}


def person(case) -> dict:
    """Who wrote, invented; the key is the one an import would give."""
    phone = phone_of(case.person)
    id_number = f"4206830000{case.person:08d}" if case.u6 > 0.97 else None
    return {
        "person_key": hashlib.sha256(f"phone:{phone}".encode()).hexdigest(),
        "name": invented_name(case.person),
        "phone": phone,
        "id_number": id_number,
        "address": place_of(case) if case.u4 < 0.4 else None,
    }
