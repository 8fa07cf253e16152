"""三评: quarters and their rules, expert reviews, citizens' ratings, third-party assessments, sealed results

Long because a migration keeps the tables as they were that day, whatever the schema says later.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "criteria_version",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria_version")),
        comment="A set of criteria for experts; never changed once written",
    )
    op.create_table(
        "indicator_version",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_version")),
        comment="A set of indicators for the third party; never changed once written",
    )
    op.create_table(
        "weight_version",
        sa.Column("id", ID, nullable=False),
        sa.Column("citizens", sa.Float(), nullable=False, comment="points of 100"),
        sa.Column("experts", sa.Float(), nullable=False),
        sa.Column("third_party", sa.Float(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.Column("approved_by_name", sa.String(length=40), nullable=True, comment="a leader; null: 待市里确认"),
        sa.Column("approved_at", sa.DateTime(), nullable=True, comment="UTC"),
        sa.Column("approved_with", sa.String(length=200), nullable=True, comment="document number or remark"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weight_version")),
        comment="Never changed once written, only approved: another set of weights is another row",
    )
    op.create_table(
        "criterion",
        sa.Column("id", ID, nullable=False),
        sa.Column("criteria_version_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="1, 2, 3 …"),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False, comment="what the expert is to judge"),
        sa.Column("weight", sa.Float(), nullable=False, comment="points of 100"),
        sa.Column("anchors", sa.JSON(), nullable=False, comment="[lowest mark, highest mark, words] … best first"),
        sa.ForeignKeyConstraint(
            ["criteria_version_id"], ["criteria_version.id"], name=op.f("fk_criterion_criteria_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("criteria_version_id", "position", name=op.f("uq_criterion_criteria_version_id_position")),
    )
    op.create_table(
        "evaluation_quarter",
        sa.Column("id", ID, nullable=False),
        sa.Column("quarter", sa.String(length=6), nullable=False, comment="2025Q3"),
        sa.Column("version", sa.Integer(), nullable=False, comment="grows with every change of its own rows"),
        sa.Column("state", sa.Enum("preparing", "open", "published", native_enum=False, length=32), nullable=False),
        sa.Column("weight_version_id", ID, nullable=False),
        sa.Column("criteria_version_id", ID, nullable=False),
        sa.Column("indicator_version_id", ID, nullable=False),
        sa.Column(
            "level_points", sa.JSON(), nullable=False, comment="level of satisfaction → points, fixed for the quarter"
        ),
        sa.Column("ratings_until", sa.Date(), nullable=False, comment="last day whose ratings count"),
        sa.Column("assessment_due_on", sa.Date(), nullable=False, comment="last day for the third party"),
        sa.Column("objection_until", sa.Date(), nullable=False, comment="last day for objections of departments"),
        sa.Column("seed", sa.Integer(), nullable=False, comment="of every random draw of this quarter"),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("created_by_name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["criteria_version_id"], ["criteria_version.id"], name=op.f("fk_evaluation_quarter_criteria_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["indicator_version_id"], ["indicator_version.id"], name=op.f("fk_evaluation_quarter_indicator_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["weight_version_id"], ["weight_version.id"], name=op.f("fk_evaluation_quarter_weight_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_quarter")),
        sa.UniqueConstraint("quarter", name=op.f("uq_evaluation_quarter_quarter")),
    )
    op.create_table(
        "indicator",
        sa.Column("id", ID, nullable=False),
        sa.Column("indicator_version_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="1, 2, 3 …"),
        sa.Column(
            "family", sa.Enum("decision", "process", "output", "benefit", native_enum=False, length=32), nullable=False
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("direction", sa.Enum("benefit", "cost", "interval", native_enum=False, length=32), nullable=False),
        sa.Column("floor", sa.Float(), nullable=False, comment="scores 0; below the target unless less is better"),
        sa.Column("target", sa.Float(), nullable=False, comment="scores 100; of an interval its lower end"),
        sa.Column("upper_target", sa.Float(), nullable=True, comment="upper end of an interval"),
        sa.Column("upper_floor", sa.Float(), nullable=True, comment="scores 0 above an interval"),
        sa.Column("weight", sa.Float(), nullable=False, comment="points of 100"),
        sa.Column("evidence", sa.String(length=200), nullable=False, comment="what proves the value"),
        sa.ForeignKeyConstraint(
            ["indicator_version_id"], ["indicator_version.id"], name=op.f("fk_indicator_indicator_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint(
            "indicator_version_id", "position", name=op.f("uq_indicator_indicator_version_id_position")
        ),
    )
    op.create_table(
        "evaluation_snapshot",
        sa.Column("id", ID, nullable=False),
        sa.Column("quarter_id", ID, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False, comment="1: 定稿, 2 …: 更正"),
        sa.Column("formula_version", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False, comment="canonical JSON: inputs, rules, seed and results"),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="of the document"),
        sa.Column("reason", sa.String(length=400), nullable=False, comment="why it was restated"),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["quarter_id"], ["evaluation_quarter.id"], name=op.f("fk_evaluation_snapshot_quarter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_snapshot")),
        sa.UniqueConstraint("quarter_id", "sequence", name=op.f("uq_evaluation_snapshot_quarter_id_sequence")),
        comment="Sealed results, append-only",
    )
    op.create_table(
        "rating_batch",
        sa.Column("id", ID, nullable=False),
        sa.Column("quarter_id", ID, nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column(
            "sha256", sa.String(length=64), nullable=False, comment="of the file: the same file is not taken twice"
        ),
        sa.Column("stored", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True, comment="UTC; all its ratings were withdrawn"),
        sa.ForeignKeyConstraint(["quarter_id"], ["evaluation_quarter.id"], name=op.f("fk_rating_batch_quarter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_batch")),
    )
    op.create_index(op.f("ix_rating_batch_quarter_id"), "rating_batch", ["quarter_id"])

    op.create_table(
        "review_panel",
        sa.Column("id", ID, nullable=False),
        sa.Column("quarter_id", ID, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["quarter_id"], ["evaluation_quarter.id"], name=op.f("fk_review_panel_quarter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_panel")),
        sa.UniqueConstraint("quarter_id", "name", name=op.f("uq_review_panel_quarter_id_name")),
    )
    op.create_table(
        "review_round",
        sa.Column("quarter_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False, comment="1, 2, 3"),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("opened_by_name", sa.String(length=40), nullable=False),
        sa.Column(
            "closed_at",
            sa.DateTime(),
            nullable=True,
            comment="UTC; null: open, and its marks are shown to nobody but their authors",
        ),
        sa.Column("closed_by_name", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["quarter_id"], ["evaluation_quarter.id"], name=op.f("fk_review_round_quarter_id")),
        sa.PrimaryKeyConstraint("quarter_id", "number", name=op.f("pk_review_round")),
    )
    op.create_table(
        "expert",
        sa.Column("account_id", ID, nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False, comment="where the expert works"),
        sa.Column(
            "department_code", sa.String(length=32), nullable=True, comment="when that is one of our departments"
        ),
        sa.Column("field", sa.String(length=120), nullable=False, comment="what the expert knows"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_expert_account_id")),
        sa.ForeignKeyConstraint(["department_code"], ["department.code"], name=op.f("fk_expert_department_code")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_expert")),
    )
    op.create_table(
        "expert_employment",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("department_code", sa.String(length=32), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_expert_employment_account_id")),
        sa.ForeignKeyConstraint(
            ["department_code"], ["department.code"], name=op.f("fk_expert_employment_department_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_employment")),
        comment="Former employers: within three years they rule a review out",
    )
    op.create_index(op.f("ix_expert_employment_account_id"), "expert_employment", ["account_id"])

    op.create_table(
        "assessment",
        sa.Column("id", ID, nullable=False),
        sa.Column("quarter_id", ID, nullable=False),
        sa.Column("project_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False, comment="the assessor"),
        sa.Column("method", sa.Text(), nullable=False, comment="how the values were found"),
        sa.Column("assigned_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("assigned_by_name", sa.String(length=40), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True, comment="UTC; from then on it counts"),
        sa.Column("submitted_by_name", sa.String(length=40), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True, comment="UTC; taken back, the row stays"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_assessment_account_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_assessment_project_id")),
        sa.ForeignKeyConstraint(["quarter_id"], ["evaluation_quarter.id"], name=op.f("fk_assessment_quarter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint(
            "quarter_id", "project_id", "account_id", name=op.f("uq_assessment_quarter_id_project_id_account_id")
        ),
    )
    op.create_index(op.f("ix_assessment_account_id"), "assessment", ["account_id"])

    op.create_table(
        "citizen_rating",
        sa.Column("id", ID, nullable=False),
        sa.Column("quarter_id", ID, nullable=False),
        sa.Column("project_id", ID, nullable=False),
        sa.Column(
            "stage",
            sa.Enum("collection", "assignment", "handling", "feedback", "effect", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "person_key",
            sa.String(length=64),
            nullable=False,
            comment="keyed hash of who rated; never a name or a number",
        ),
        sa.Column(
            "level",
            sa.Enum(
                "very_satisfied",
                "satisfied",
                "basically_satisfied",
                "dissatisfied",
                "very_dissatisfied",
                "not_rated",
                "refused",
                "unreached",
                native_enum=False,
                length=32,
            ),
            nullable=False,
            comment="one of the five levels",
        ),
        sa.Column("rated_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("rated_on", sa.Date(), nullable=False, comment="local day"),
        sa.Column(
            "source",
            sa.Enum("phone", "visit", "sms", "tracking_page", "imported", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "device_key",
            sa.String(length=64),
            nullable=True,
            comment="keyed hash of the device; null: called or visited",
        ),
        sa.Column("seconds", sa.Float(), nullable=True, comment="taken to answer; null: called or visited"),
        sa.Column("suggestion_id", ID, nullable=True, comment="whose citizen was asked, when known"),
        sa.Column("remark", sa.Text(), nullable=False, comment="what the citizen said; masked before it is stored"),
        sa.Column("batch_id", ID, nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("recorded_by_name", sa.String(length=40), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False, comment="in quarantine: no score reads it"),
        sa.Column(
            "withdrawn_at",
            sa.DateTime(),
            nullable=True,
            comment="UTC; recorded by mistake, the row stays and counts no more",
        ),
        sa.Column("withdrawn_reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["rating_batch.id"], name=op.f("fk_citizen_rating_batch_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_citizen_rating_project_id")),
        sa.ForeignKeyConstraint(["quarter_id"], ["evaluation_quarter.id"], name=op.f("fk_citizen_rating_quarter_id")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_citizen_rating_suggestion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citizen_rating")),
        comment="Append-only; of one person, project and stage the latest counts",
    )
    op.create_index(op.f("ix_citizen_rating_batch_id"), "citizen_rating", ["batch_id"])
    op.create_index(
        "ix_citizen_rating_vote", "citizen_rating", ["quarter_id", "project_id", "stage", "person_key", "rated_at"]
    )

    op.create_table(
        "evaluation_project",
        sa.Column("quarter_id", ID, nullable=False),
        sa.Column("project_id", ID, nullable=False),
        sa.Column(
            "reached_stage",
            sa.Enum("collection", "assignment", "handling", "feedback", "effect", native_enum=False, length=32),
            nullable=False,
            comment="the last stage citizens could rate",
        ),
        sa.Column(
            "veto_reason", sa.String(length=200), nullable=True, comment="一票否决: a flag beside the score; null: none"
        ),
        sa.Column("veto_by_name", sa.String(length=40), nullable=True),
        sa.Column("added_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("added_by_name", sa.String(length=40), nullable=False),
        sa.Column(
            "removed_at",
            sa.DateTime(),
            nullable=True,
            comment="UTC; no longer evaluated in this quarter, the row stays",
        ),
        sa.Column("removed_reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_evaluation_project_project_id")),
        sa.ForeignKeyConstraint(
            ["quarter_id"], ["evaluation_quarter.id"], name=op.f("fk_evaluation_project_quarter_id")
        ),
        sa.PrimaryKeyConstraint("quarter_id", "project_id", name=op.f("pk_evaluation_project")),
    )
    op.create_index(op.f("ix_evaluation_project_project_id"), "evaluation_project", ["project_id"])

    op.create_table(
        "leader_comment",
        sa.Column("id", ID, nullable=False),
        sa.Column("quarter_id", ID, nullable=False),
        sa.Column("project_id", ID, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False, comment="1, 2 …; every one is shown, newest first"),
        sa.Column(
            "grade",
            sa.Enum("excellent", "good", "qualified", "unqualified", native_enum=False, length=32),
            nullable=True,
            comment="null: words only",
        ),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_leader_comment_project_id")),
        sa.ForeignKeyConstraint(["quarter_id"], ["evaluation_quarter.id"], name=op.f("fk_leader_comment_quarter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leader_comment")),
        sa.UniqueConstraint(
            "quarter_id", "project_id", "sequence", name=op.f("uq_leader_comment_quarter_id_project_id_sequence")
        ),
        comment="点评, append-only",
    )
    op.create_table(
        "rating_invitation",
        sa.Column("quarter_id", ID, nullable=False),
        sa.Column("project_id", ID, nullable=False),
        sa.Column(
            "stage",
            sa.Enum("collection", "assignment", "handling", "feedback", "effect", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False, comment="1, 2 …; the last counts"),
        sa.Column("invited", sa.Integer(), nullable=False, comment="people asked for a rating"),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_rating_invitation_project_id")),
        sa.ForeignKeyConstraint(
            ["quarter_id"], ["evaluation_quarter.id"], name=op.f("fk_rating_invitation_quarter_id")
        ),
        sa.PrimaryKeyConstraint("quarter_id", "project_id", "stage", "sequence", name=op.f("pk_rating_invitation")),
        comment="应评人数, append-only",
    )
    op.create_table(
        "review_assignment",
        sa.Column("id", ID, nullable=False),
        sa.Column("quarter_id", ID, nullable=False),
        sa.Column("project_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("panel_id", ID, nullable=False),
        sa.Column(
            "position", sa.Integer(), nullable=False, comment="random order in which this expert sees the projects"
        ),
        sa.Column("assigned_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("assigned_by_name", sa.String(length=40), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "none",
                "own_unit",
                "department",
                "former_employer",
                "kinship",
                "paid",
                "other",
                native_enum=False,
                length=32,
            ),
            nullable=True,
            comment="null: not yet declared; nothing is shown before",
        ),
        sa.Column("relation_note", sa.String(length=200), nullable=False),
        sa.Column("declared_at", sa.DateTime(), nullable=True, comment="UTC"),
        sa.Column(
            "recused_at",
            sa.DateTime(),
            nullable=True,
            comment="UTC; from then on no mark of this pair is read by any statistic",
        ),
        sa.Column("recused_by_name", sa.String(length=40), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True, comment="UTC; taken back, the row stays"),
        sa.Column("removed_reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_review_assignment_account_id")),
        sa.ForeignKeyConstraint(["panel_id"], ["review_panel.id"], name=op.f("fk_review_assignment_panel_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_review_assignment_project_id")),
        sa.ForeignKeyConstraint(
            ["quarter_id"], ["evaluation_quarter.id"], name=op.f("fk_review_assignment_quarter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_assignment")),
        sa.UniqueConstraint(
            "quarter_id", "project_id", "account_id", name=op.f("uq_review_assignment_quarter_id_project_id_account_id")
        ),
    )
    op.create_index(op.f("ix_review_assignment_account_id"), "review_assignment", ["account_id"])

    op.create_table(
        "round_project",
        sa.Column("quarter_id", ID, nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("project_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_round_project_project_id")),
        sa.ForeignKeyConstraint(["quarter_id"], ["evaluation_quarter.id"], name=op.f("fk_round_project_quarter_id")),
        sa.PrimaryKeyConstraint("quarter_id", "round", "project_id", name=op.f("pk_round_project")),
        comment="Which projects a round is about: all in the first, the unstable ones later",
    )
    op.create_table(
        "self_assessment",
        sa.Column("id", ID, nullable=False),
        sa.Column("quarter_id", ID, nullable=False),
        sa.Column("project_id", ID, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False, comment="1, 2 …; the last counts"),
        sa.Column("department_code", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Float(), nullable=False, comment="0 to 100"),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_code"], ["department.code"], name=op.f("fk_self_assessment_department_code")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_self_assessment_project_id")),
        sa.ForeignKeyConstraint(["quarter_id"], ["evaluation_quarter.id"], name=op.f("fk_self_assessment_quarter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_assessment")),
        sa.UniqueConstraint(
            "quarter_id", "project_id", "sequence", name=op.f("uq_self_assessment_quarter_id_project_id_sequence")
        ),
        comment="自评, append-only",
    )
    op.create_table(
        "assessment_objection",
        sa.Column("id", ID, nullable=False),
        sa.Column("assessment_id", ID, nullable=False),
        sa.Column("indicator_id", ID, nullable=True, comment="null: the whole assessment"),
        sa.Column("department_code", sa.String(length=32), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("upheld", "corrected", native_enum=False, length=32),
            nullable=True,
            comment="null: not yet answered",
        ),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True, comment="UTC"),
        sa.Column("answered_by_name", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_assessment_objection_assessment_id")
        ),
        sa.ForeignKeyConstraint(
            ["department_code"], ["department.code"], name=op.f("fk_assessment_objection_department_code")
        ),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_assessment_objection_indicator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_objection")),
        comment="What a department says against a value, and the answer",
    )
    op.create_index(op.f("ix_assessment_objection_assessment_id"), "assessment_objection", ["assessment_id"])

    op.create_table(
        "assessment_value",
        sa.Column("id", ID, nullable=False),
        sa.Column("assessment_id", ID, nullable=False),
        sa.Column("indicator_id", ID, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False, comment="1, 2 …; the last counts"),
        sa.Column(
            "kind", sa.Enum("provided", "not_applicable", "not_provided", native_enum=False, length=32), nullable=False
        ),
        sa.Column("value", sa.Float(), nullable=True, comment="in the indicator's unit; null unless there is one"),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False, comment="recorded after the last day"),
        sa.Column("reason", sa.String(length=200), nullable=False, comment="why a submitted value was corrected"),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("by_account_id", ID, nullable=True),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_assessment_value_assessment_id")),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_assessment_value_by_account_id")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_assessment_value_indicator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_value")),
        sa.UniqueConstraint(
            "assessment_id",
            "indicator_id",
            "sequence",
            name=op.f("uq_assessment_value_assessment_id_indicator_id_sequence"),
        ),
        comment="Append-only",
    )
    op.create_table(
        "expert_review",
        sa.Column("id", ID, nullable=False),
        sa.Column("assignment_id", ID, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False, comment="1, 2 … when it was returned; the last counts"),
        sa.Column("abstained", sa.Boolean(), nullable=False, comment="弃权: no marks"),
        sa.Column("abstain_reason", sa.String(length=400), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False, comment="shown unsigned to the panel in the next round"),
        sa.Column(
            "change_reason", sa.String(length=400), nullable=False, comment="why a mark differs from the last round"
        ),
        sa.Column("from_file", sa.Boolean(), nullable=False, comment="sent back in the Excel form"),
        sa.Column("submitted_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column(
            "returned_at",
            sa.DateTime(),
            nullable=True,
            comment="UTC; given back to be done again, the row stays and counts no more",
        ),
        sa.Column("returned_by_name", sa.String(length=40), nullable=True),
        sa.Column("returned_reason", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["review_assignment.id"], name=op.f("fk_expert_review_assignment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_review")),
        sa.UniqueConstraint(
            "assignment_id", "round", "sequence", name=op.f("uq_expert_review_assignment_id_round_sequence")
        ),
        comment="A submitted review; never changed, only returned",
    )
    op.create_table(
        "rating_hold",
        sa.Column("id", ID, nullable=False),
        sa.Column("rating_id", ID, nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False, comment="true: quarantined, false: released"),
        sa.Column("reasons", sa.String(length=80), nullable=False, comment="codes, by commas"),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["rating_id"], ["citizen_rating.id"], name=op.f("fk_rating_hold_rating_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_hold")),
        comment="Append-only: why a rating went into quarantine or came out",
    )
    op.create_index(op.f("ix_rating_hold_rating_id"), "rating_hold", ["rating_id"])

    op.create_table(
        "expert_mark",
        sa.Column("review_id", ID, nullable=False),
        sa.Column("criterion_id", ID, nullable=False),
        sa.Column("mark", sa.Float(), nullable=False, comment="0 to 100, one decimal at most"),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name=op.f("fk_expert_mark_criterion_id")),
        sa.ForeignKeyConstraint(["review_id"], ["expert_review.id"], name=op.f("fk_expert_mark_review_id")),
        sa.PrimaryKeyConstraint("review_id", "criterion_id", name=op.f("pk_expert_mark")),
    )
    op.create_table(
        "review_question",
        sa.Column("id", ID, nullable=False),
        sa.Column("review_id", ID, nullable=False),
        sa.Column("question", sa.String(length=400), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("asked_by_name", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True, comment="null: not yet answered"),
        sa.Column("answered_at", sa.DateTime(), nullable=True, comment="UTC"),
        sa.ForeignKeyConstraint(["review_id"], ["expert_review.id"], name=op.f("fk_review_question_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_question")),
        comment="An expert is asked to give reasons for a mark that stands out",
    )
    op.create_index(op.f("ix_review_question_review_id"), "review_question", ["review_id"])
