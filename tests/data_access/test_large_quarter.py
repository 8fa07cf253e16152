"""The large synthetic quarter of the benchmark is a whole one: every source of every project has its score."""

from actions.quarter_inputs import inputs_of
from benchmarks import many_reviews, synthetic
from data_access.evaluation_inputs import quarter_frames
from scoring.quarter import evaluate


def test_a_synthetic_quarter_has_all_it_was_asked_for(engine):
    synthetic.fill(engine, 10)
    many_reviews.fill(engine, projects=6, experts=5, rounds=2, ratings=600)
    frames = quarter_frames(engine, quarter=many_reviews.QUARTER)
    assert (len(frames.projects), len(frames.totals), len(frames.values)) == (6, 6 * 5 * 2, 6 * 10)
    assert frames.totals["panel"].nunique() == many_reviews.PANELS
    found = evaluate(inputs_of(frames, closed=True))
    assert found.composites["rank"].notna().all()
    assert (found.experts["n"] == 5).all()
    assert found.citizens["participation"].between(0.1, 1).all()
