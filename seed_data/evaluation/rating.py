"""群众评议 of a seeded quarter: recorded or imported, looked through for stuffing, and how many were asked."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

import pandas as pd

from data_access.evaluation_defaults import LEVEL_POINTS
from data_access.rating_keys import device_key, person_key
from glossary import FollowUpResult, RatingSource, RatingStage, WorkStep
from scoring.stuffing import reason_codes, suspects
from seed_data.bank.people import OFFICER
from seed_data.evaluation.quarter import SeededQuarter
from seed_data.evaluation.subjects import Subject
from working_time import local, utc

AUTOMATIC = "系统自动检查"


class Rating:
    """Everything about the ratings of one quarter."""

    def __init__(self, quarter: SeededQuarter, secret: bytes) -> None:
        self.quarter, self.book, self._secret = quarter, quarter.book, secret
        self._rows: list[tuple[str, dict]] = []
        self._released: set[int] = set()
        self._reasons: dict[int, str] = {}

    def record(
        self, subject: Subject, stage: RatingStage, who: str, level: FollowUpResult, source: RatingSource,
        rated_at: datetime, remark: str, suggestion_id: int | None, at: datetime,
    ) -> dict:  # fmt: skip
        """Written down after a call or a visit; `rated_at` local."""
        row = self._add(
            subject, stage, who, level, source, rated_at, remark, at, device_key=None, seconds=None,
            suggestion_id=suggestion_id, batch_id=None,
        )  # fmt: skip
        details = {"project": subject.number, "stage": stage.value, "count": 1, "source": source.value}
        self.quarter.note(WorkStep.RATINGS_RECORDED, details, by=OFFICER, at=at)
        return row

    def bring_in(self, file_name: str, given: Iterable[dict], at: datetime) -> list[dict]:
        """A file is imported and looked through; `given`: subject, stage, who, level, source, rated_at, remark,
        device (None unless known), seconds."""
        given = list(given)
        stored = {"file_name": file_name, "stored": len(given), "at": at, "by_name": OFFICER[1], "undone_at": None}
        digest = sha256(f"{self.quarter.term.quarter}/{file_name}".encode()).hexdigest()
        batch = self.book.add("rating_batch", quarter_id=self.quarter.row["id"], sha256=digest, **stored)
        rows = []
        for each in given:
            device = each.pop("device")
            key = None if device is None else device_key(self._secret, device)
            more = {"device_key": key, "seconds": each.pop("seconds"), "suggestion_id": None, "batch_id": batch["id"]}
            rows.append(self._add(**each, at=at, **more))
        details = {"batch": batch["id"], "file": file_name, "count": len(rows)}
        details["projects"] = len({row["project_id"] for row in rows})
        self.quarter.note(WorkStep.RATINGS_RECORDED, details, by=OFFICER, at=at)
        self._check(at)
        return rows

    def _add(
        self, subject: Subject, stage: RatingStage, who: str, level: FollowUpResult, source: RatingSource,
        rated_at: datetime, remark: str, at: datetime, **more: object,
    ) -> dict:  # fmt: skip
        row = self.book.add(
            "citizen_rating", quarter_id=self.quarter.row["id"], project_id=subject.id, stage=stage,
            person_key=person_key(self._secret, who), level=level, rated_at=utc(rated_at), rated_on=rated_at.date(),
            source=source, remark=remark, recorded_at=at, recorded_by_name=OFFICER[1], held=False,
            withdrawn_at=None, withdrawn_reason=None, **more,
        )  # fmt: skip
        self._rows.append((subject.number, row))
        return row

    def _check(self, at: datetime) -> None:
        """New suspects are set apart."""
        counted = [(number, row) for number, row in self._rows if row["withdrawn_at"] is None]
        staff = (RatingSource.PHONE, RatingSource.VISIT)
        columns = ("project", "person", "device", "points", "at", "seconds")
        votes = pd.DataFrame(
            [
                (row["project_id"], row["person_key"], row["device_key"], LEVEL_POINTS[row["level"].value],
                 pd.NaT if row["source"] in staff else row["rated_at"], row["seconds"])
                for _, row in counted
            ],
            columns=list(columns),
        ).astype({"seconds": float, "at": "datetime64[ns]"})  # fmt: skip
        codes = reason_codes(suspects(votes))
        new = {
            row["id"]: code
            for (_, row), code in zip(counted, codes, strict=True)
            if code and not row["held"] and row["id"] not in self._released
        }
        if new:
            self._reasons |= new
            self._put(new, AUTOMATIC, WorkStep.RATINGS_HELD, at, checked=False)

    def confirm(self, rows: Iterable[dict], reason: str, at: datetime) -> None:
        """Those held stay so, somebody having looked into them."""
        about = {row["id"]: self._reasons[row["id"]] for row in rows if row["held"]}
        self._put(about, reason, WorkStep.RATINGS_HELD, at, checked=True)

    def release(self, rows: Iterable[dict], reason: str, at: datetime) -> None:
        """Those held count after all."""
        about = {row["id"]: self._reasons[row["id"]] for row in rows if row["held"]}
        self._released |= set(about)
        self._put(about, reason, WorkStep.RATINGS_RELEASED, at, checked=False)

    def _put(self, reasons: dict[int, str], why: str, step: WorkStep, at: datetime, *, checked: bool) -> None:
        held = step is WorkStep.RATINGS_HELD
        what = {"held": held, "note": why, "at": at, "by_name": OFFICER[1]}
        for rating_id, codes in reasons.items():
            self.book.put("rating_hold", rating_id=rating_id, reasons=codes, **what)
        numbers = []
        for number, row in self._rows:
            if row["id"] in reasons:
                row["held"] = held
                numbers.append(number)
        details = {
            "count": len(reasons),
            "projects": {number: count for number, count in sorted(Counter(numbers).items())},
            "reasons": dict(Counter(code for codes in reasons.values() for code in codes.split(","))),
            "checked": checked,
        }
        self.quarter.note(step, details, by=OFFICER, at=at, reason=why)

    def withdraw(self, subject: Subject, row: dict, reason: str, at: datetime) -> None:
        """Recorded by mistake."""
        row |= {"withdrawn_at": at, "withdrawn_reason": reason}
        details = {"project": subject.number, "count": 1}
        self.quarter.note(WorkStep.RATING_WITHDRAWN, details, by=OFFICER, at=at, reason=reason)

    def count_invited(self, subject: Subject, stage: RatingStage, invited: int, at: datetime) -> None:
        """应评人数."""
        place = {"quarter_id": self.quarter.row["id"], "project_id": subject.id, "stage": stage}
        self.book.put("rating_invitation", **place, sequence=1, invited=invited, at=at, by_name=OFFICER[1])
        details = {"project": subject.number, "stage": stage.value, "invited": invited}
        self.quarter.note(WorkStep.INVITED_COUNTED, details, by=OFFICER, at=at)


def shown(moment: datetime) -> datetime:
    """A UTC instant as local time in whole minutes, as it is written into a form."""
    return local(moment).replace(second=0, microsecond=0)
