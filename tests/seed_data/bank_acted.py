"""Everything the seeded bank shows, done once with the real actions, so that both can be compared."""

from datetime import date, datetime, timedelta

from actions import (
    comments,
    idea_answers,
    idea_merging,
    idea_sources,
    idea_texts,
    ideas,
    invitations,
    milestones,
    partners,
    policies,
    project_moves,
    project_reviews,
    project_targets,
    projects,
)
from actions.idea_texts import IdeaText
from actions.milestones import Milestone
from actions.partners import PartnerFields
from actions.policies import PolicyDocument
from actions.project_reviews import ReviewConclusion
from actions.project_targets import Report, Target
from data_access.engine import Engine
from glossary import (
    GateQuestion,
    IdeaState,
    InvitationState,
    PartnerKind,
    ProjectState,
    Role,
    Stance,
    SubjectKind,
)
from permissions import Person

NOW = datetime(2025, 12, 1, 2, 0)
TODAY = date(2025, 12, 1)
LEADER = Person(1, "leader", "邵文渊", Role.LEADER)
MANAGER = Person(5, "manager", "沈若兰", Role.PROJECT_MANAGER)
COORDINATOR = Person(6, "coordinator", "秦书怡", Role.COORDINATOR)
HANDLER = Person(3, "handler", "赵立春", Role.HANDLER, department_code="urban_management")
IDEA, PROJECT = SubjectKind.IDEA, SubjectKind.PROJECT
TEXT = IdeaText("楼道照明", "楼道太暗", "", "", None, "city.refuse", ("beicheng",))


class Acting:
    """One database in which somebody does everything; each step a minute after the one before."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self._at = engine, NOW

    def now(self) -> dict:
        """A minute later, as the arguments every action takes."""
        self._at += timedelta(minutes=1)
        return {"by": MANAGER, "at": self._at}

    def versioned(self, read, number: str) -> dict:
        """Number and the version as it is now."""
        with self.engine.connect() as connection:
            query = f"SELECT version FROM {read} WHERE number = '{number}'"
            return {"number": number, "version": connection.exec_driver_sql(query).scalar_one()}

    def idea(self, number: str) -> dict:
        return self.versioned("idea", number)

    def project(self, number: str) -> dict:
        return self.versioned("project", number)


def do_everything(engine: Engine, open_suggestions: list[str]) -> None:
    """`open_suggestions`: numbers that may become sources, at least six."""
    acting = Acting(engine)
    first, second = open_suggestions[:2], open_suggestions[2:4]
    number = _collected_and_refined(acting, first)
    _discussed(acting, number)
    project = _converted(acting, number)
    _carried_out(acting, project)
    given_up = _given_up(acting, open_suggestions[4])
    project_moves.withdraw(engine, **acting.project(given_up), reason="不再需要", **acting.now())
    effect = {"effect": "楼道亮了，投诉少了一半"}
    ideas.move(engine, **acting.idea(number), to=IdeaState.EFFECTIVE, **effect, **acting.now())
    _beside_the_way(acting, second, open_suggestions[5])
    partners.add(engine, given=PartnerFields(PartnerKind.OBSERVER, "周小满", "beicheng"), **acting.now())


def _collected_and_refined(acting: Acting, sources: list[str]) -> str:
    engine = acting.engine
    number = ideas.create(engine, text=TEXT, suggestion_numbers=tuple(sources), **acting.now())
    text = IdeaText(TEXT.title, TEXT.problem, "换成感应灯", "", None, TEXT.category_code, TEXT.township_codes)
    idea_texts.save_text(engine, number=number, based_on=1, text=text, reason="写出方案", **acting.now())
    late = IdeaText(TEXT.title, "楼道没有灯", "", "", None, TEXT.category_code, TEXT.township_codes)
    idea_texts.save_text(engine, number=number, based_on=1, text=late, reason="另写", **acting.now())
    ideas.move(engine, **acting.idea(number), to=IdeaState.REFINED, **acting.now())
    answers = dict.fromkeys(GateQuestion, True)
    ideas.decide_gate(engine, **acting.idea(number), answers=answers, note="符合", **acting.now())
    ideas.move(engine, **acting.idea(number), to=IdeaState.APPRAISED, **acting.now())
    return number


def _discussed(acting: Acting, number: str) -> None:
    engine, departments = acting.engine, {"lead": "urban_management", "supporting": ("housing",)}
    idea_answers.set_departments(engine, **acting.idea(number), **departments, **acting.now())
    asked = {"number": number, "question": "怎样省电？", "due_on": TODAY}
    invited = invitations.invite(engine, partner_ids=(2, 3, 4), **asked, **acting.now())
    said = {"stance": Stance.SUPPORT, "content": "支持", "given_on": TODAY}
    invitations.record_opinion(engine, number=number, partner_id=2, **said, **acting.now())
    for invitation_id, state in zip(invited[1:], (InvitationState.DECLINED, InvitationState.WITHDRAWN), strict=True):
        closed = {"invitation_id": invitation_id, "state": state, "reason": "没有时间"}
        invitations.close_invitation(engine, number=number, **closed, **acting.now())
    about = {"held_on": TODAY, "place": "社区", "topic": "照明", "minutes": "同意", "partner_ids": (2,)}
    invitations.record_meeting(engine, number=number, **about, **acting.now())
    department = {"department_code": "urban_management", "answer": "同意办理", "plan": "年底完成"}
    idea_answers.answer(engine, number=number, **department, **acting.now() | {"by": HANDLER})
    step = Milestone("选点", TODAY, "urban_management")
    planned = milestones.set_milestone(engine, kind=IDEA, **acting.idea(number), what=step, **acting.now())
    done = {"milestone_id": planned, "done_on": TODAY}
    milestones.finish_milestone(engine, kind=IDEA, number=number, **done, **acting.now() | {"by": HANDLER})
    calls = {"content": "请抓紧", "mentions": (MANAGER.account_id,)}
    comments.comment(engine, kind=IDEA, number=number, **calls, **acting.now() | {"by": LEADER})


def _converted(acting: Acting, number: str) -> str:
    engine = acting.engine
    ideas.move(engine, **acting.idea(number), to=IdeaState.BANKED, **acting.now())
    policies.reserve(engine, **acting.idea(number), **acting.now())
    made = {"title": "楼道照明改造", "summary": "换感应灯", "budget_yuan": 0, "established_on": TODAY}
    where = {"lead": "urban_management", "supporting": ("housing",)}
    project = projects.establish(engine, idea_number=number, **made, **where, **acting.now()).number
    document = PolicyDocument("照明办法", "枣城管发〔2025〕1号", TODAY, "urban_management", "采用了感应灯")
    policies.link_policy(engine, **acting.idea(number), document=document, **acting.now())
    return project


def _prepared(acting: Acting, project: str) -> tuple[int, int]:
    """Target and milestone of a project that then comes into 评审."""
    engine = acting.engine
    for target in (Target("灯", "盏", 0.0, 100.0, TODAY), Target("满意率", "%", None, 90.0, TODAY)):
        target_id = project_targets.set_target(engine, **acting.project(project), what=target, **acting.now())
    step = Milestone("安装", TODAY, "urban_management")
    planned = milestones.set_milestone(engine, kind=PROJECT, **acting.project(project), what=step, **acting.now())
    project_moves.move(engine, **acting.project(project), to=ProjectState.UNDER_REVIEW, **acting.now())
    return target_id, planned


def _reviewed(acting: Acting, project: str, conclusion: ReviewConclusion) -> None:
    what = {"finished_on": TODAY, "experts": 5, "conclusion": conclusion, "note": "请改"}
    by = {"by": COORDINATOR}
    project_reviews.finish_review(acting.engine, **acting.project(project), **what, **acting.now() | by)


def _carried_out(acting: Acting, project: str) -> None:
    engine = acting.engine
    target_id, planned = _prepared(acting, project)
    _reviewed(acting, project, ReviewConclusion.FAILED)
    back = {"to": ProjectState.ESTABLISHED, "reason": "修改方案"}
    project_moves.move(engine, **acting.project(project), **back, **acting.now())
    project_moves.move(engine, **acting.project(project), to=ProjectState.UNDER_REVIEW, **acting.now())
    _reviewed(acting, project, ReviewConclusion.PASSED)
    with engine.connect() as connection:
        review_id = connection.exec_driver_sql("SELECT max(id) FROM project_review").scalar_one()
    revoked = {"review_id": review_id, "reason": "录错"}
    by = {"by": COORDINATOR}
    project_reviews.revoke_review(engine, **acting.project(project), **revoked, **acting.now() | by)
    _reviewed(acting, project, ReviewConclusion.PASSED)
    project_moves.move(engine, **acting.project(project), to=ProjectState.IMPLEMENTING, **acting.now())
    done = {"milestone_id": planned, "done_on": TODAY}
    milestones.finish_milestone(engine, kind=PROJECT, number=project, **done, **acting.now() | {"by": HANDLER})
    report = Report("2025Q4", "装好 100 盏", 1000, {target_id: 100.0})
    project_targets.report_progress(engine, number=project, report=report, **acting.now() | {"by": HANDLER})
    project_moves.move(engine, **acting.project(project), to=ProjectState.COMPLETED, **acting.now())
    effect = {"effect": "楼道全亮"}
    project_moves.move(engine, **acting.project(project), to=ProjectState.EFFECTIVE, **effect, **acting.now())
    project_moves.move(engine, **acting.project(project), to=ProjectState.ARCHIVED, **acting.now())


def _given_up(acting: Acting, suggestion: str) -> str:
    made = {"title": "单独立项", "summary": "试点", "budget_yuan": 0, "established_on": TODAY}
    lead = {"lead": "urban_management"}
    where = {"suggestion_number": suggestion, **lead}
    project = projects.establish(acting.engine, **where, **made, **acting.now()).number
    _prepared(acting, project)
    return project


def _beside_the_way(acting: Acting, sources: list[str], another: str) -> None:
    engine = acting.engine
    number = ideas.create(engine, text=TEXT, suggestion_numbers=tuple(sources), **acting.now())
    small = ideas.create(engine, text=TEXT, **acting.now() | {"by": LEADER})
    added = {"suggestion_numbers": (another,)}
    idea_sources.add_sources(engine, number=small, **added, **acting.now())
    ideas.move(engine, **acting.idea(small), to=IdeaState.REFINED, **acting.now())
    into = {"into": number, "reason": "同一件事"}
    idea_merging.merge(engine, **acting.idea(small), **into, **acting.now())
    why = {"reason": "不合适", "answer": "感谢您的建议，暂不采纳。"}
    ideas.move(engine, **acting.idea(number), to=IdeaState.NOT_ADOPTED, **why, **acting.now())
    _given_back(acting)


def _given_back(acting: Acting) -> None:
    """An idea whose only project is given up."""
    engine = acting.engine
    text = IdeaText("栏杆", "栏杆锈了", "换新", "", 1, "city.refuse", ())
    number = ideas.create(engine, text=text, **acting.now() | {"by": LEADER})
    ideas.move(engine, **acting.idea(number), to=IdeaState.REFINED, **acting.now())
    answers = dict.fromkeys(GateQuestion, True)
    ideas.decide_gate(engine, **acting.idea(number), answers=answers, **acting.now())
    ideas.move(engine, **acting.idea(number), to=IdeaState.APPRAISED, **acting.now())
    said = {"stance": Stance.AMEND, "content": "先修桥边", "given_on": TODAY}
    invitations.record_opinion(engine, number=number, partner_id=2, **said, **acting.now())
    idea_answers.set_departments(engine, **acting.idea(number), lead="urban_management", supporting=(), **acting.now())
    ideas.move(engine, **acting.idea(number), to=IdeaState.BANKED, **acting.now())
    made = {"title": "栏杆", "established_on": TODAY, "idea_number": number}
    project = projects.establish(engine, **made, **acting.now()).number
    project_moves.withdraw(engine, **acting.project(project), reason="另行安排", **acting.now())
