"""The life of each message: from its plan to the columns of `suggestion` and the steps of its history."""

from data_access.numbers import format_number
from glossary import OFFLINE_CHANNELS, FollowUpResult, LeftOut, Nature, State, Step, Tier
from seed_data.actors import Actors
from seed_data.days import Days
from seed_data.journal import By, Journal
from seed_data.milestones import CLEARED_BY_REDO, LEFT_OUT_STATES, MILESTONES, RETURN_REASONS
from seed_data.outcomes import ADOPTION_REASONS, adoption, conversion, followup_result
from seed_data.places import TOWNSHIPS
from seed_data.plan import NEVER
from working_time import utc


class EndOfData(Exception):
    """The next step lies after 统计时点."""


class Life:
    """Walks one case through its steps; `columns` and `journal` hold what happened by the end of the data."""

    def __init__(self, case, suggestion_id: int, days: Days, actors: Actors, main: str = "前期来件") -> None:
        self.case, self.days, self.actors, self.main = case, days, actors, main
        self.journal = Journal(suggestion_id)
        self.columns: dict = dict.fromkeys(MILESTONES)
        self.minute = case.received_minute
        self.office = actors.officer(suggestion_id)
        is_offline = case.channel in OFFLINE_CHANNELS
        self.collector = actors.collector(TOWNSHIPS[case.township].code, case.u7) if is_offline else None

    def walk(self) -> None:
        """Everything that happens before the end of the data."""
        try:
            self._register()
            if self.case.escalated:
                self._escalate()
                return
            self._accept()
            self._assign()
            self._handle()
            self._finish(self.case.received_minute + self.case.duration)
            self._after_completion()
        except EndOfData:
            return

    def _to(self, minute: int) -> None:
        if minute >= self.days.end_minute:
            raise EndOfData
        self.minute = max(minute, self.minute)

    def _do(self, step: Step, by: By, to: State | None = None, reason: str = "", days: int = 0) -> None:
        self.journal.add(step, self.days.instant(self.minute), by, to, reason, days)

    def _today(self):
        return self.days.day_of(self.minute)

    def _register(self) -> None:
        by = self.actors.receiver(self.case.channel, self.collector)
        self.journal.add(Step.REGISTERED, utc(self.case.received.to_pydatetime()), by, State.REGISTERED)

    def _escalate(self) -> None:
        """Out of scope: submitted, filed, and the first receiver still answers."""
        case, columns = self.case, self.columns
        columns["first_receiver_code"] = case.first_receiver
        self._to(self.minute + case.accept)
        self._do(Step.SUBMITTED, self.office, State.SUBMITTED, "超出本级职权，一事一议提级交办")
        self._to(self.minute + 600)
        self._do(Step.FILED, self.office, State.FILED, "已报上级主管部门备案")
        self._to(self.minute + 1200)
        self._answer(self.minute)

    def _accept(self) -> None:
        case = self.case
        self._to(self.minute + case.accept)
        if case.left_out == LeftOut.DECLINED and case.u0 < 0.6:
            self._leave_out()
        self._do(Step.ACCEPTED, self.office, State.ACCEPTED)
        self.columns["accepted_on"] = self._today()
        self._to(self.minute + case.triage)
        if case.left_out in (LeftOut.DECLINED, LeftOut.MERGED):
            self._leave_out()
        self._do(Step.TRIAGED, self.office, State.TRIAGED, f"办理等级：{Tier(case.tier).label}")
        due = self.days.numbered(case.counted + case.limit)
        self.columns |= {"tier": case.tier, "due_on": due, "first_due_on": due}

    def _leave_out(self) -> None:
        step, reason = LEFT_OUT_STATES[LeftOut(self.case.left_out)]
        self._do(step, self.office, None, reason.format(main=self.main))
        self.columns |= {"left_out_on": self._today(), "left_out_as": self.case.left_out}
        raise EndOfData

    def _assign(self) -> None:
        case, columns = self.case, self.columns
        pace = self._pace()
        self._to(self.minute + max(int(case.assign * pace), 1))
        columns["dispatch"] = "smart" if case.smart else "manual"
        names = self.actors.departments
        self._do(Step.ASSIGNED, self.office, State.ASSIGNED, f"交{names[case.first_receiver]}办理")
        columns["assigned_on"] = self._today()
        columns["first_receiver_code"] = columns["department_code"] = case.first_receiver
        self._sign_due()
        for time in range(case.returns):
            self._return_and_reassign(time, pace)
        self._to(self.minute + max(int(case.sign * pace), 1))
        if case.left_out == LeftOut.WITHDRAWN:
            self._leave_out()
        self._do(Step.SIGNED, self.actors.handler(columns["department_code"]), State.SIGNED)
        columns["signed_on"] = self._today()

    def _pace(self) -> float:
        """Below 1 when the steps before the answer have to hurry."""
        case = self.case
        planned = case.assign + case.sign + case.returns * (case.back + case.again)
        latest = case.received_minute + case.duration - self._review_minutes()
        if case.extension:
            latest = min(latest, self._asked())
        return min(1.0, (latest - self.minute - 20) / planned)

    def _review_minutes(self) -> int:
        return min(self.case.review, 60 if self.case.extension else self.case.duration * 15 // 100)

    def _asked(self) -> int:
        return self.case.received_minute + int(self.case.limit * 390 * 0.8)

    def _sign_due(self) -> None:
        number = self.minute // self.days.per_day + 1
        self.columns["sign_due_on"] = self.days.numbered(number + self.days.sign_limit)

    def _return_and_reassign(self, time: int, pace: float) -> None:
        """The department hands it back; the second time a consultation decides."""
        case, columns = self.case, self.columns
        again = "_again" if time else ""
        was = columns["department_code"]
        self._to(self.minute + max(int(case.back * pace), 1))
        self._do(Step.RETURNED, self.actors.handler(was), State.RETURNED, RETURN_REASONS[int(case.u1 * 3)])
        columns[f"returned{again}_on"] = self._today()
        handed_back = self.minute // self.days.per_day
        self._to(self.minute + max(int(case.again * pace) // 2, 1))
        if time:
            self._do(Step.CONSULTATION, self.office, State.CONSULTATION, "联席会商确定主责单位")
        self._to(self.minute + max(int(case.again * pace) // 2, 1))
        columns["department_code"] = case.other_department if was == case.first_receiver else case.first_receiver
        lost = self.minute // self.days.per_day - handed_back
        reason = f"改交{self.actors.departments[columns['department_code']]}办理"
        self._do(Step.ASSIGNED, self.office, State.ASSIGNED, reason, lost)
        columns[f"reassigned{again}_on"] = self._today()
        self._sign_due()

    def _handle(self) -> None:
        case = self.case
        handler = self.actors.handler(self.columns["department_code"])
        if case.limit > 2:
            self._to(self.minute + 5)
            self._do(Step.HANDLING, handler, State.HANDLING)
        if case.extension:
            self._to(self._asked())
            self._do(Step.EXTENDED, self.office, None, f"情况复杂，同意延期 {case.extension} 个工作日")
            due = self.days.numbered(case.counted + case.limit + case.extension)
            self.columns |= {"extended_on": self._today(), "due_on": due}
        if case.duration == NEVER and case.u2 < 0.25:
            self._to(self.minute + 800)
            self._do(Step.SUSPENDED, self.office, State.SUSPENDED, "等待上级批复，经分管领导同意挂起")
        elif case.duration == NEVER and case.u2 < 0.45:
            self._to(self.minute + 800)
            self._do(Step.CONSULTATION, self.office, State.CONSULTATION, "涉及多个单位，召开联席会商")

    def _answer(self, minute: int) -> None:
        self._to(minute)
        department = self.columns["department_code"] or self.case.first_receiver
        self._do(Step.ANSWERED, self.actors.handler(department), State.ANSWERED)
        taken = max(self.minute // self.days.per_day + 1 - self.case.counted, 0)
        at = self.days.instant(self.minute)
        self.columns |= {"answered_at": at, "answered_on": self._today(), "answer_working_days": taken}

    def _finish(self, minute: int) -> None:
        """Answered, and approved by somebody else at the given minute."""
        self._answer(minute - self._review_minutes())
        self._to(minute)
        self._do(Step.COMPLETED, self.actors.reviewer(self.journal.suggestion_id), State.COMPLETED)
        at = self.days.instant(self.minute)
        self.columns |= {"completed_at": at, "completed_on": self._today(), "completed_minute": self.minute}

    def _after_completion(self) -> None:
        case = self.case
        if case.redo_gap:
            self._redo()
        if case.nature == Nature.SUGGESTION_PROPER:
            self.columns |= {"concluded_on": self._today(), "adoption": adoption(case)}
            self._do(Step.CHANGED, self.office, None, ADOPTION_REASONS[self.columns["adoption"]])
        self._to(self.minute + 150 + int(case.u3 * 2200))
        if case.u4 < 0.06:
            return
        result = followup_result(case, self.columns)
        self._follow_up(result)
        if result in (FollowUpResult.DISSATISFIED, FollowUpResult.VERY_DISSATISFIED) and case.u5 < 0.4:
            return
        self._close(result)
        self._convert()

    def _redo(self) -> None:
        case, columns = self.case, self.columns
        completed = self.minute
        self._to(completed + case.redo_gap // 2)
        self._follow_up(FollowUpResult.DISSATISFIED)
        self._to(completed + case.redo_gap)
        self._do(Step.REDO, self.office, State.HANDLING, "群众不满意，责成重新办理")
        due = self.days.numbered(self.minute // self.days.per_day + 1 + case.limit)
        columns |= dict.fromkeys(CLEARED_BY_REDO) | {"redone_on": self._today(), "due_on": due}
        self._finish(self.minute + case.redo_duration)

    def _follow_up(self, result: FollowUpResult) -> None:
        reason = "三次联系均未接通" if result == FollowUpResult.UNREACHED else f"电话回访：{result.label}"
        self._do(Step.FOLLOWED_UP, self.office, State.FOLLOWED_UP, reason)
        self.columns |= {"followed_up_on": self._today(), "followup_result": result.value}

    def _close(self, result: FollowUpResult) -> None:
        self._to(self.minute + 20 + int(self.case.u6 * 500))
        is_bad = result in (FollowUpResult.DISSATISFIED, FollowUpResult.VERY_DISSATISFIED)
        reason = "已向来信人说明政策依据，经研究维持原处理意见" if is_bad else ""
        self._do(Step.CLOSED, self.office, State.CLOSED, reason)
        self.columns["closed_on"] = self._today()

    def _convert(self) -> None:
        became = conversion(self.case, self.columns)
        if became is None:
            return
        self._to(self.minute + 3000 + int(self.case.u7 * 16000))
        self._do(Step.CHANGED, self.office, None, f"转化为{became.label}")
        self.columns |= {"converted_on": self._today(), "conversion": became.value}


def lives(cases, days: Days, actors: Actors):
    """Each case with its finished life and its number, in order of receipt."""
    positions: dict[int, int] = {}
    earlier: dict[tuple, tuple] = {}
    for suggestion_id, case in enumerate(cases.itertuples(index=False), start=1):
        positions[case.year] = positions.get(case.year, 0) + 1
        number = format_number(case.year, positions[case.year])
        matter = (case.township, case.category, case.topic)
        first, main = earlier.get(matter, (case, "前期来件"))
        if case.left_out == LeftOut.MERGED:
            case = case._replace(person=first.person, u0=first.u0, u1=first.u1)
        life = Life(case, suggestion_id, days, actors, main)
        life.walk()
        earlier[matter] = (case, number)
        yield case, life, number
