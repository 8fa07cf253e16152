"""The one relation that every figure on leadership's screens is counted from.

Looked-up columns are scalar subqueries: neither database evaluates those that a query does not use
(SQLite keeps a left join it does not need, which cost a third of each count).
"""

from alembic import op

revision = "0002"
down_revision = "0001"

VIEW = """
CREATE VIEW suggestion_fact AS
SELECT s.id, s.number, s.state, s.nature, s.channel_code,
       (SELECT c.line FROM channel c WHERE c.code = s.channel_code) AS line, s.station_code, s.collector_id,
       (SELECT l.kind FROM collector l WHERE l.id = s.collector_id) AS collector_kind,
       (SELECT t.kind FROM station t WHERE t.code = s.station_code) AS station_kind, s.category_code,
       (SELECT COALESCE(g.parent_code, g.code) FROM category g WHERE g.code = s.category_code)
       AS category_parent_code, s.township_code, s.department_code,
       s.tier, s.dispatch, s.confidential, s.batch_id, s.received_at, s.received_on, s.received_minute,
       s.accepted_on, s.assigned_on, s.sign_due_on, s.signed_on, s.returned_on, s.reassigned_on,
       s.returned_again_on, s.reassigned_again_on, s.extended_on, s.due_on, s.first_due_on, s.answered_on,
       s.answer_working_days, s.completed_on, s.completed_minute, s.redone_on, s.followed_up_on,
       s.followup_result, s.closed_on, s.left_out_on, s.left_out_as, s.concluded_on, s.adoption,
       s.converted_on, s.conversion
FROM suggestion s
"""


def upgrade() -> None:
    op.execute(VIEW)


def downgrade() -> None:
    op.execute("DROP VIEW suggestion_fact")
