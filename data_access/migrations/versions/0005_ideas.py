"""Ideas, partners, projects, and what they share: history, milestones, comments, attachments, drafts

Long because a migration keeps the tables as they were that day, whatever the schema says later.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "milestone",
        sa.Column("id", ID, nullable=False),
        sa.Column(
            "subject_kind",
            sa.Enum("idea", "project", "partner", native_enum=False, length=32),
            nullable=False,
            comment="idea or project",
        ),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("department_code", sa.String(length=32), nullable=True, comment="whose step it is"),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True, comment="UTC; no longer planned, the row stays"),
        sa.ForeignKeyConstraint(["department_code"], ["department.code"], name=op.f("fk_milestone_department_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    op.create_index("ix_milestone_subject", "milestone", ["subject_kind", "subject_id"], unique=False)
    op.create_table(
        "partner",
        sa.Column("id", ID, nullable=False),
        sa.Column(
            "number",
            sa.String(length=24),
            nullable=False,
            comment="shown to people: GC-0001, GH-0001, JG-0001, ZY-0001",
        ),
        sa.Column("version", sa.Integer(), nullable=False, comment="grows with every change"),
        sa.Column(
            "kind",
            sa.Enum("observer", "planner", "institution", "volunteer", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("township_code", sa.String(length=32), nullable=True, comment="null: the whole city"),
        sa.Column(
            "organisation", sa.String(length=120), nullable=False, comment="employer, or contact of an institution"
        ),
        sa.Column("specialty", sa.String(length=200), nullable=False, comment="skills in own words"),
        sa.Column("phone", sa.String(length=40), nullable=False, comment="personal: shown to project managers only"),
        sa.Column("term_from", sa.Date(), nullable=True),
        sa.Column("term_to", sa.Date(), nullable=True, comment="last day of the term; null: open"),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.ForeignKeyConstraint(["township_code"], ["township.code"], name=op.f("fk_partner_township_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("number", name=op.f("uq_partner_number")),
    )
    op.create_index("ix_partner_kind_township_code", "partner", ["kind", "township_code"], unique=False)
    op.create_index("ix_partner_name", "partner", ["name"], unique=False)
    op.create_table(
        "partner_skill",
        sa.Column("partner_id", ID, nullable=False),
        sa.Column("category_code", sa.String(length=48), nullable=False, comment="first level"),
        sa.ForeignKeyConstraint(["category_code"], ["category.code"], name=op.f("fk_partner_skill_category_code")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_partner_skill_partner_id")),
        sa.PrimaryKeyConstraint("partner_id", "category_code", name=op.f("pk_partner_skill")),
        comment="Subjects a partner knows, in the words of the category dictionary",
    )
    op.create_index(op.f("ix_partner_skill_category_code"), "partner_skill", ["category_code"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", ID, nullable=False),
        sa.Column(
            "token", sa.String(length=43), nullable=False, comment="256 random bits: the address it is served at"
        ),
        sa.Column(
            "subject_kind",
            sa.Enum("idea", "project", "partner", native_enum=False, length=32),
            nullable=False,
            comment="whose rights decide who may open it",
        ),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column(
            "part",
            sa.String(length=40),
            nullable=False,
            comment="opinion:12, meeting:3, progress:7 …; empty: the whole",
        ),
        sa.Column(
            "sha256", sa.String(length=64), nullable=False, comment="of the content; also its name under var/files"
        ),
        sa.Column("file_name", sa.String(length=200), nullable=False, comment="as uploaded"),
        sa.Column(
            "media_type",
            sa.String(length=100),
            nullable=False,
            comment="found in the content, never taken from the name",
        ),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("by_account_id", ID, nullable=True),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True, comment="UTC; no longer served, content and row stay"),
        sa.Column("removed_by_name", sa.String(length=40), nullable=True),
        sa.Column("removed_reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_attachment_by_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("token", name=op.f("uq_attachment_token")),
    )
    op.create_index(op.f("ix_attachment_sha256"), "attachment", ["sha256"], unique=False)
    op.create_index("ix_attachment_subject", "attachment", ["subject_kind", "subject_id"], unique=False)
    op.create_table(
        "comment",
        sa.Column("id", ID, nullable=False),
        sa.Column(
            "subject_kind",
            sa.Enum("idea", "project", "partner", native_enum=False, length=32),
            nullable=False,
            comment="idea or project",
        ),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("mentions", sa.JSON(), nullable=False, comment="account ids that were called"),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("by_account_id", ID, nullable=False),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.Column(
            "withdrawn_at",
            sa.DateTime(),
            nullable=True,
            comment="UTC; taken back by its author: the text is no longer shown",
        ),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_comment_by_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index("ix_comment_subject", "comment", ["subject_kind", "subject_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("account_id", ID, nullable=False),
        sa.Column(
            "subject", sa.String(length=80), nullable=False, comment="what is being written, such as idea-12-text"
        ),
        sa.Column("tab", sa.String(length=40), nullable=False, comment="which open page it was typed in, random"),
        sa.Column("fields", sa.JSON(), nullable=False, comment="field → text as typed so far"),
        sa.Column("based_on", sa.Integer(), nullable=True, comment="version the page showed when typing began"),
        sa.Column("saved_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("closed_at", sa.DateTime(), nullable=True, comment="UTC; stored for good or discarded; kept 30 days"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_draft_account_id")),
        sa.PrimaryKeyConstraint("account_id", "subject", "tab", name=op.f("pk_draft")),
        comment="What somebody is typing, saved as they type",
    )
    op.create_table(
        "idea",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False, comment="shown to people: JDZ-2025-0001"),
        sa.Column("version", sa.Integer(), nullable=False, comment="grows with every change of any kind"),
        sa.Column("text_sequence", sa.Integer(), nullable=False, comment="the idea_version in force"),
        sa.Column(
            "state",
            sa.Enum(
                "collected",
                "refined",
                "appraised",
                "banked",
                "converted",
                "effective",
                "retained",
                "not_adopted",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(), nullable=False, comment="UTC; when it came into this state"),
        sa.Column(
            "origin",
            sa.Enum("citizens", "leader", native_enum=False, length=32),
            nullable=False,
            comment="who raised the topic",
        ),
        sa.Column(
            "proposer_name", sa.String(length=80), nullable=False, comment="of a leader's topic; citizens: idea_source"
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("category_code", sa.String(length=48), nullable=True),
        sa.Column("cost_yuan", sa.BigInteger(), nullable=True, comment="expected cost in yuan"),
        sa.Column("gate", sa.Enum("open", "passed", "failed", native_enum=False, length=32), nullable=False),
        sa.Column(
            "banked_on",
            sa.Date(),
            nullable=True,
            comment="day it was first taken into the bank (入库); null again when taken back",
        ),
        sa.Column(
            "reserved_on", sa.Date(), nullable=True, comment="day it was put into the policy reserve; null: not in it"
        ),
        sa.Column("effect", sa.Text(), nullable=False, comment="what came of it, in words for leaders and citizens"),
        sa.Column("merged_into_id", ID, nullable=True, comment="the idea it was merged into, directly"),
        sa.Column("main_id", ID, nullable=True, comment="the idea that now stands for it; itself when unmerged"),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("created_by_account_id", ID, nullable=True, comment="null: the command line"),
        sa.Column("created_by_name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["category_code"], ["category.code"], name=op.f("fk_idea_category_code")),
        sa.ForeignKeyConstraint(["created_by_account_id"], ["account.id"], name=op.f("fk_idea_created_by_account_id")),
        sa.ForeignKeyConstraint(["main_id"], ["idea.id"], name=op.f("fk_idea_main_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["idea.id"], name=op.f("fk_idea_merged_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea")),
        sa.UniqueConstraint("number", name=op.f("uq_idea_number")),
    )
    op.create_index(op.f("ix_idea_category_code"), "idea", ["category_code"], unique=False)
    op.create_index(op.f("ix_idea_main_id"), "idea", ["main_id"], unique=False)
    op.create_index("ix_idea_state_state_since", "idea", ["state", "state_since"], unique=False)
    op.create_table(
        "work_history",
        sa.Column("subject_kind", sa.Enum("idea", "project", "partner", native_enum=False, length=32), nullable=False),
        sa.Column("subject_id", ID, autoincrement=False, nullable=False),
        sa.Column(
            "sequence", sa.Integer(), autoincrement=False, nullable=False, comment="1, 2, 3 … within the subject"
        ),
        sa.Column(
            "step",
            sa.Enum(
                "created",
                "text_saved",
                "text_set_aside",
                "moved",
                "moved_back",
                "gate_decided",
                "source_added",
                "source_removed",
                "merged",
                "merged_from",
                "unmerged",
                "departments_set",
                "answered",
                "invited",
                "invitation_closed",
                "opinion_recorded",
                "meeting_recorded",
                "milestone_set",
                "reserved",
                "released",
                "policy_linked",
                "policy_unlinked",
                "project_created",
                "target_set",
                "progress_reported",
                "review_finished",
                "review_revoked",
                "attached",
                "detached",
                "changed",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("by_account_id", ID, nullable=True, comment="null: the command line"),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.Column("from_state", sa.String(length=32), nullable=True),
        sa.Column("to_state", sa.String(length=32), nullable=True, comment="null: the step does not concern the state"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False, comment="what else belongs to the step; no personal data"),
        sa.Column("previous_hash", sa.String(length=64), nullable=False, comment="empty for the first"),
        sa.Column("hash", sa.String(length=64), nullable=False, comment="SHA-256 over this row and previous_hash"),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_work_history_by_account_id")),
        sa.PrimaryKeyConstraint("subject_kind", "subject_id", "sequence", name=op.f("pk_work_history")),
        comment="Append-only: every step of every idea, project and partner",
    )
    op.create_table(
        "idea_answer",
        sa.Column("id", ID, nullable=False),
        sa.Column("idea_id", ID, nullable=False),
        sa.Column("department_code", sa.String(length=32), nullable=False),
        sa.Column(
            "sequence",
            sa.Integer(),
            nullable=False,
            comment="1, 2, 3 … of this department for this idea; the last counts",
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("by_account_id", ID, nullable=True),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_idea_answer_by_account_id")),
        sa.ForeignKeyConstraint(["department_code"], ["department.code"], name=op.f("fk_idea_answer_department_code")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_answer_idea_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_answer")),
        sa.UniqueConstraint(
            "idea_id", "department_code", "sequence", name=op.f("uq_idea_answer_idea_id_department_code_sequence")
        ),
        comment="Append-only: what a department answers and plans (答题)",
    )
    op.create_table(
        "idea_department",
        sa.Column("idea_id", ID, nullable=False),
        sa.Column("department_code", sa.String(length=32), nullable=False),
        sa.Column(
            "part",
            sa.Enum("lead", "supporting", native_enum=False, length=32),
            nullable=False,
            comment="at most one lead",
        ),
        sa.ForeignKeyConstraint(
            ["department_code"], ["department.code"], name=op.f("fk_idea_department_department_code")
        ),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_department_idea_id")),
        sa.PrimaryKeyConstraint("idea_id", "department_code", name=op.f("pk_idea_department")),
        comment="Who answers (答题)",
    )
    op.create_index(op.f("ix_idea_department_department_code"), "idea_department", ["department_code"], unique=False)
    op.create_table(
        "idea_gate",
        sa.Column("id", ID, nullable=False),
        sa.Column("idea_id", ID, nullable=False),
        sa.Column("text_sequence", sa.Integer(), nullable=False, comment="the text that was judged"),
        sa.Column("public_interest", sa.Boolean(), nullable=False),
        sa.Column("lawful", sa.Boolean(), nullable=False),
        sa.Column("within_powers", sa.Boolean(), nullable=False),
        sa.Column("not_personal", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("by_account_id", ID, nullable=True),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_idea_gate_by_account_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_gate_idea_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_gate")),
        comment="Append-only: the gate before any score; the latest row counts",
    )
    op.create_index(op.f("ix_idea_gate_idea_id"), "idea_gate", ["idea_id"], unique=False)
    op.create_table(
        "idea_township",
        sa.Column("idea_id", ID, nullable=False),
        sa.Column("township_code", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_township_idea_id")),
        sa.ForeignKeyConstraint(["township_code"], ["township.code"], name=op.f("fk_idea_township_township_code")),
        sa.PrimaryKeyConstraint("idea_id", "township_code", name=op.f("pk_idea_township")),
        comment="Townships of the version in force",
    )
    op.create_index(op.f("ix_idea_township_township_code"), "idea_township", ["township_code"], unique=False)
    op.create_table(
        "idea_version",
        sa.Column("idea_id", ID, nullable=False),
        sa.Column(
            "sequence", sa.Integer(), autoincrement=False, nullable=False, comment="1, 2, 3 … every text ever saved"
        ),
        sa.Column(
            "based_on",
            sa.Integer(),
            nullable=True,
            comment="the sequence its author had before them; null for the first",
        ),
        sa.Column(
            "set_aside", sa.Boolean(), nullable=False, comment="saved too late: kept for comparing, was never in force"
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("benefit", sa.Text(), nullable=False, comment="expected benefit"),
        sa.Column("cost_yuan", sa.BigInteger(), nullable=True, comment="expected cost in yuan"),
        sa.Column("category_code", sa.String(length=48), nullable=True),
        sa.Column("township_codes", sa.JSON(), nullable=False, comment="sorted list of township codes"),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("by_account_id", ID, nullable=True, comment="null: the command line"),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column(
            "settled_at",
            sa.DateTime(),
            nullable=True,
            comment="UTC; of a text set aside: somebody looked at both and decided",
        ),
        sa.Column("settled_by_name", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_idea_version_by_account_id")),
        sa.ForeignKeyConstraint(["category_code"], ["category.code"], name=op.f("fk_idea_version_category_code")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_version_idea_id")),
        sa.PrimaryKeyConstraint("idea_id", "sequence", name=op.f("pk_idea_version")),
        comment="Append-only: the text of an idea each time somebody saved it",
    )
    op.create_table(
        "invitation",
        sa.Column("id", ID, nullable=False),
        sa.Column("idea_id", ID, nullable=False),
        sa.Column("partner_id", ID, nullable=False),
        sa.Column(
            "state",
            sa.Enum("invited", "answered", "declined", "withdrawn", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("question", sa.Text(), nullable=False, comment="what is asked of them"),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("invited_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("invited_by_name", sa.String(length=40), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True, comment="UTC; answered, declined or withdrawn"),
        sa.Column("closed_reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_invitation_idea_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_invitation_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
    )
    op.create_index(op.f("ix_invitation_idea_id"), "invitation", ["idea_id"], unique=False)
    op.create_index("ix_invitation_partner_id_state", "invitation", ["partner_id", "state"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("id", ID, nullable=False),
        sa.Column("idea_id", ID, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("others", sa.String(length=400), nullable=False, comment="who else was there, in words"),
        sa.Column("recorded_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("recorded_by_name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_meeting_idea_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        comment="Append-only: a meeting on an idea with its minutes",
    )
    op.create_index(op.f("ix_meeting_idea_id"), "meeting", ["idea_id"], unique=False)
    op.create_table(
        "policy_link",
        sa.Column("id", ID, nullable=False),
        sa.Column("idea_id", ID, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("document_number", sa.String(length=80), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("department_code", sa.String(length=32), nullable=False, comment="who issued it"),
        sa.Column("taken", sa.Text(), nullable=False, comment="what of the idea the document took up"),
        sa.Column("linked_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("linked_by_name", sa.String(length=40), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True, comment="UTC; linked by mistake, the row stays"),
        sa.Column("removed_by_name", sa.String(length=40), nullable=True),
        sa.Column("removed_reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["department_code"], ["department.code"], name=op.f("fk_policy_link_department_code")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_policy_link_idea_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_link")),
        comment="Policy documents that took an idea up",
    )
    op.create_index(op.f("ix_policy_link_idea_id"), "policy_link", ["idea_id"], unique=False)
    op.create_table(
        "idea_source",
        sa.Column("id", ID, nullable=False),
        sa.Column("idea_id", ID, nullable=False),
        sa.Column("suggestion_id", ID, nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("added_by_name", sa.String(length=40), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True, comment="UTC; taken out again, the row stays"),
        sa.Column("removed_by_name", sa.String(length=40), nullable=True),
        sa.Column("removed_reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_source_idea_id")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_idea_source_suggestion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_source")),
        sa.UniqueConstraint("idea_id", "suggestion_id", name=op.f("uq_idea_source_idea_id_suggestion_id")),
        comment="Suggestions an idea grew from; a merged idea keeps its own",
    )
    op.create_index(op.f("ix_idea_source_suggestion_id"), "idea_source", ["suggestion_id"], unique=False)
    op.create_table(
        "meeting_partner",
        sa.Column("meeting_id", ID, nullable=False),
        sa.Column("partner_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_partner_meeting_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_meeting_partner_partner_id")),
        sa.PrimaryKeyConstraint("meeting_id", "partner_id", name=op.f("pk_meeting_partner")),
    )
    op.create_index(op.f("ix_meeting_partner_partner_id"), "meeting_partner", ["partner_id"], unique=False)
    op.create_table(
        "opinion",
        sa.Column("id", ID, nullable=False),
        sa.Column("idea_id", ID, nullable=False),
        sa.Column("partner_id", ID, nullable=False),
        sa.Column("invitation_id", ID, nullable=True, comment="null: given unasked"),
        sa.Column("stance", sa.Enum("support", "amend", "against", native_enum=False, length=32), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("recorded_by_name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_opinion_idea_id")),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name=op.f("fk_opinion_invitation_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_opinion_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
        comment="Append-only: what a partner says about an idea; a correction is another row",
    )
    op.create_index(op.f("ix_opinion_idea_id"), "opinion", ["idea_id"], unique=False)
    op.create_index(op.f("ix_opinion_partner_id"), "opinion", ["partner_id"], unique=False)
    op.create_table(
        "project",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False, comment="shown to people: XM-2025-0001"),
        sa.Column("version", sa.Integer(), nullable=False, comment="grows with every change"),
        sa.Column(
            "state",
            sa.Enum(
                "established",
                "under_review",
                "implementing",
                "completed",
                "effective",
                "archived",
                "withdrawn",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False, comment="what is to be done"),
        sa.Column("idea_id", ID, nullable=True, comment="from an idea, or …"),
        sa.Column("suggestion_id", ID, nullable=True, comment="… from a suggestion"),
        sa.Column("category_code", sa.String(length=48), nullable=True),
        sa.Column("township_code", sa.String(length=32), nullable=True, comment="null: the whole city"),
        sa.Column("budget_yuan", sa.BigInteger(), nullable=True),
        sa.Column("established_on", sa.Date(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False, comment="what came of it"),
        sa.Column("created_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("created_by_name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["category_code"], ["category.code"], name=op.f("fk_project_category_code")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_project_idea_id")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_project_suggestion_id")),
        sa.ForeignKeyConstraint(["township_code"], ["township.code"], name=op.f("fk_project_township_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("number", name=op.f("uq_project_number")),
    )
    op.create_index(op.f("ix_project_idea_id"), "project", ["idea_id"], unique=False)
    op.create_index("ix_project_state", "project", ["state"], unique=False)
    op.create_index(op.f("ix_project_suggestion_id"), "project", ["suggestion_id"], unique=False)
    op.create_table(
        "topic_decision",
        sa.Column("suggestion_id", ID, nullable=False),
        sa.Column("dismissed_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("by_account_id", ID, nullable=True),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_topic_decision_by_account_id")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_topic_decision_suggestion_id")),
        sa.PrimaryKeyConstraint("suggestion_id", name=op.f("pk_topic_decision")),
        comment="点题: suggestions that were proposed for an idea and set aside; deleted when proposed again",
    )
    op.create_table(
        "project_department",
        sa.Column("project_id", ID, nullable=False),
        sa.Column("department_code", sa.String(length=32), nullable=False),
        sa.Column(
            "part",
            sa.Enum("lead", "supporting", native_enum=False, length=32),
            nullable=False,
            comment="exactly one lead",
        ),
        sa.ForeignKeyConstraint(
            ["department_code"], ["department.code"], name=op.f("fk_project_department_department_code")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_department_project_id")),
        sa.PrimaryKeyConstraint("project_id", "department_code", name=op.f("pk_project_department")),
    )
    op.create_index(
        op.f("ix_project_department_department_code"), "project_department", ["department_code"], unique=False
    )
    op.create_table(
        "project_progress",
        sa.Column("id", ID, nullable=False),
        sa.Column("project_id", ID, nullable=False),
        sa.Column("quarter", sa.String(length=6), nullable=False, comment="2025Q3"),
        sa.Column("sequence", sa.Integer(), nullable=False, comment="1, 2 … of this quarter; the last counts"),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("spent_yuan", sa.BigInteger(), nullable=True, comment="spent since the start"),
        sa.Column("at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("by_account_id", ID, nullable=True),
        sa.Column("by_name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_project_progress_by_account_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_progress_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_progress")),
        sa.UniqueConstraint(
            "project_id", "quarter", "sequence", name=op.f("uq_project_progress_project_id_quarter_sequence")
        ),
        comment="Append-only: what was reached in a quarter",
    )
    op.create_table(
        "project_review",
        sa.Column("id", ID, nullable=False),
        sa.Column("project_id", ID, nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=False),
        sa.Column("experts", sa.Integer(), nullable=False, comment="how many took part"),
        sa.Column(
            "conclusion",
            sa.Enum("passed", "passed_with_changes", "failed", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column("recorded_by_name", sa.String(length=40), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True, comment="UTC; recorded by mistake, the row stays"),
        sa.Column("revoked_reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_review_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_review")),
        comment="A finished expert review; without one a project stays out of 实施",
    )
    op.create_index(op.f("ix_project_review_project_id"), "project_review", ["project_id"], unique=False)
    op.create_table(
        "project_target",
        sa.Column("id", ID, nullable=False),
        sa.Column("project_id", ID, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("baseline", sa.Float(), nullable=True, comment="value before the project; null: not known"),
        sa.Column("target", sa.Float(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True, comment="UTC; no longer pursued, the row stays"),
        sa.Column("removed_reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_target_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_target")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_project_target_project_id_name")),
    )
    op.create_index(op.f("ix_project_target_project_id"), "project_target", ["project_id"], unique=False)
    op.create_table(
        "project_target_value",
        sa.Column("progress_id", ID, nullable=False),
        sa.Column("target_id", ID, nullable=False),
        sa.Column("value", sa.Float(), nullable=False, comment="in the target's unit"),
        sa.ForeignKeyConstraint(
            ["progress_id"], ["project_progress.id"], name=op.f("fk_project_target_value_progress_id")
        ),
        sa.ForeignKeyConstraint(["target_id"], ["project_target.id"], name=op.f("fk_project_target_value_target_id")),
        sa.PrimaryKeyConstraint("progress_id", "target_id", name=op.f("pk_project_target_value")),
    )
    op.add_column(
        "to_do",
        sa.Column(
            "query",
            sa.String(length=120),
            nullable=False,
            server_default="",
            comment="what the page opens, such as idea=JDZ-2025-0001",
        ),
    )
