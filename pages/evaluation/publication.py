"""定稿发布: is the quarter ready to be sealed, what was sealed when, and does it still hold?"""

import streamlit as st

from glossary import QuarterState
from ui import outcomes, session
from ui.evaluation import evaluation_head, evaluation_loaders, evaluation_publication

person = session.current_person()
st.title("定稿发布")
outcomes.show()
quarter = evaluation_head.chosen_quarter(person, key="publication.quarter")
if quarter is None:
    session.stop()
sealed = evaluation_loaders.snapshots(quarter.quarter)
evaluation_publication.standing(quarter, sealed)
if quarter.state is QuarterState.OPEN:
    barring = evaluation_publication.checks(quarter)
    evaluation_publication.seal(quarter, sealed, bool(barring), person)
elif quarter.state is QuarterState.PUBLISHED:
    evaluation_publication.correct(quarter, person)
evaluation_publication.sealings(quarter, sealed, person)
