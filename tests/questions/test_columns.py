"""Columns of results: a question may ask about every one of them, and many are read from disk at once."""

from __future__ import annotations

import datetime as dt
import json
import re

import numpy as np
import pyarrow as pa
import pytest

import sim
from sim.questions import measures
from sim.questions.compare import Comparison
from sim.questions.condition import condition
from sim.questions.given import given_from
from sim.questions.hindcast.hindcast import hindcast
from sim.questions.measures import each_column, known_values, measures_of, read_columns, usable, value_of, values_of
from sim.questions.sensitivity.from_runs import sensitivity
from sim.runs.ensemble import Ensemble
from sim.scenario.reader import varied

FIVE = "scenarios/kosovo/five_actors.yaml"
CASES = ["scenarios/kosovo/baseline.yaml", "scenarios/theory/rubinstein_limit.yaml"]


def what_can_be_asked(column):
    """What fits what a column holds; nothing can be asked of words that there are none of."""
    if pa.types.is_date(column.type):
        return {"after": dt.date(2000, 1, 1)}
    if pa.types.is_boolean(column.type):
        return True
    if pa.types.is_dictionary(column.type):
        return next(iter(column.chunk(0).dictionary.to_pylist()), None)
    return {"min": -1.0}


@pytest.fixture(scope="module", params=CASES)
def asked(request):
    """An ensemble, and what can be asked of each of its columns but those of drawn numbers."""
    ensemble = sim.run(request.config.rootpath / request.param, runs=20, seed=1)
    names = [name for name in ensemble.rows.column_names if not name.startswith("in.")]
    assert len(names) > 12
    found = {name: what_can_be_asked(ensemble.rows.column(name)) for name in names}
    return ensemble, {name: wanted for name, wanted in found.items() if wanted is not None}


def test_facts_may_ask_about_every_column(asked):
    ensemble, columns = asked
    parts = [
        {"says": name, "measure": "share", "where": {name: wanted}, "target": {"min": 0}}
        for name, wanted in columns.items()
    ]
    written = json.dumps([{"id": "S1", "says": "every column", "parts": parts}], default=str)
    written = re.sub(r'"(\d{4}-\d\d-\d\d)"', r"\1", written)  # a day stands without quotes
    scenario = varied(ensemble.scenario, [f"record.facts={written}"]).scenario
    (judged,) = hindcast(sim.run(scenario, runs=20, seed=1)).facts
    assert [part.runs for part in judged.parts] == [20] * len(columns)


def test_what_is_given_may_ask_about_every_column(asked):
    ensemble, columns = asked
    for name, wanted in columns.items():
        assert given_from({name: wanted}).matches(ensemble.rows).shape == (20,), name


def test_every_measure_is_one_number_a_run(asked):
    ensemble, _ = asked
    for name in measures_of(ensemble):
        assert value_of(ensemble, name).dtype == float
    assert "run" not in measures_of(ensemble) and "outcome" not in measures_of(ensemble)


class Asked:
    """Rows that keep what was asked of them."""

    def __init__(self, rows):
        self.rows, self.selected = rows, []

    def __getattr__(self, name):
        return getattr(self.rows, name)

    def select(self, names):
        self.selected.append(list(names))
        return self.rows.select(names)


def watched(ensemble):
    return Ensemble(ensemble.scenario, ensemble.seed, Asked(ensemble.rows), ensemble.standing)


@pytest.fixture(scope="module")
def five():
    return sim.run(FIVE, runs=300, seed=3)


QUESTIONS = {
    "sensitivity": lambda ensemble: sensitivity(ensemble, "coordinated_declaration"),
    "compare": lambda ensemble: Comparison(ensemble, ensemble).measures(),
    "condition": lambda ensemble: condition(ensemble, {"ending": "coordinated"}).moved(),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_reads_its_columns_together(five, name):
    ensemble = watched(five)
    QUESTIONS[name](ensemble)
    assert max(map(len, ensemble.rows.selected)) > 10
    assert len(ensemble.rows.selected) <= 2


def test_columns_on_disk_come_in_the_order_asked_for(five, tmp_path):
    kept = Ensemble.load(five.save(tmp_path / "kept"))
    names = sorted(measures_of(five), reverse=True)
    found = dict(each_column(kept.rows, names))
    assert list(found) == names != [name for name in kept.rows.column_names if name in found]
    for name, column in found.items():
        assert np.array_equal(column, five.column(name), equal_nan=column.dtype.kind == "f"), name
    (measured,) = {len(Comparison(one, other).measures()) for one, other in ((five, kept), (kept, kept))}
    assert measured > 20


def test_columns_are_read_a_few_at_a_time_where_there_are_many_runs(monkeypatch):
    monkeypatch.setattr(measures, "AT_ONCE", 6)
    rows = Asked(pa.table({name: [place, place + 1] for place, name in enumerate("abcdefg")}))
    found = {name: column.tolist() for name, column in each_column(rows, list("gabcdef"))}
    assert rows.selected == [["g", "a", "b"], ["c", "d", "e"], ["f"]]
    assert found == {"g": [6, 7], **{name: [place, place + 1] for place, name in enumerate("abcdef")}}


def test_a_column_that_is_asked_for_twice_is_read_once():
    rows = Asked(pa.table({"a": [1, 2]}))
    assert read_columns(rows, ["a", "a"])["a"].tolist() == [1, 2]
    assert rows.selected == [["a"]]


def test_a_word_that_was_not_said_is_nothing():
    words = pa.array(["agreed", None]).dictionary_encode()
    assert values_of(pa.table({"ending": words}), "ending").tolist() == ["agreed", None]


def test_what_has_not_come_about_is_no_number():
    assert np.isnan(known_values(np.array([-1], dtype=np.int32))).all()
    assert known_values([-1.0, 2.5]).tolist() == [-1.0, 2.5]
    assert known_values([True, False]).tolist() == [1.0, 0.0]


def test_what_nothing_moves_is_refused():
    with pytest.raises(ValueError, match=r"^ended_week is 4 in every run; nothing moves it$"):
        usable(np.array([4.0, 4.0]), "ended_week")


def test_an_unknown_measure_is_told_with_the_nearest(five):
    with pytest.raises(
        ValueError, match=r"^ended_wek is neither an outcome nor a numeric column; did you mean ended_"
    ):
        value_of(five, "ended_wek")
    with pytest.raises(ValueError, match="neither an outcome nor a numeric column"):
        value_of(five, "ending")
