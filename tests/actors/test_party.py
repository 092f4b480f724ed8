import numpy as np
import pytest

from sim.model import StatusTalks

RUNS = np.arange(1024)


@pytest.fixture
def west(talks):
    def make(changes=None, **more):
        paths = {f"actors.west.{path}": value for path, value in (changes or {}).items()} | more
        return StatusTalks(talks(paths)).actors["west"]

    return make


def asks(party, share, gain=0.0):
    return party.asks(party.terms("rounds", RUNS), np.full(1024, share), np.full(1024, gain))


def accepts(party, text, next_offer, decision="answer", named=None):
    return party.accepts(text, party.terms("rounds", RUNS), next_offer, decision, named=named)


def everywhere(*terms):
    return np.repeat(np.array(terms)[:, None], len(RUNS), axis=1)


def test_the_opening_demand_is_the_ideal_point_within_red_lines(west):
    assert west().opening(RUNS)[:, 0].tolist() == [0.1, 0.2]
    lined = west({"red_lines": {"status": {"min": 0.15, "hard": True}, "rights": {"max": 0.1, "hard": True}}})
    assert lined.opening(RUNS)[:, 0].tolist() == [0.15, 0.1]
    void = west({"red_lines": {"status": {"min": 0.15}, "rights": {"max": 0.1}}})
    assert void.opening(RUNS)[:, 0].tolist() == [0.1, 0.2], "no line of its own forbids what it wishes"


@pytest.mark.parametrize(("kind", "beta"), [("boulware", 0.3), ("linear", 1.0), ("conceder", 3.0)])
def test_each_tactic_has_its_usual_curve(west, kind, beta):
    asked = asks(west({"tactic": {"kind": kind}}), 0.5)
    assert asked == pytest.approx(0.3 + 0.7 * (1 - 0.5 ** (1 / beta)))


def test_talks_begin_where_a_party_stands_until_it_has_spoken_and_then_with_what_it_said(west):
    party, said = west(), everywhere(0.35, 0.5)
    party.move_to(everywhere(0.3, 0.4))
    assert np.array_equal(party.takes_up(True, RUNS), everywhere(0.3, 0.4)), "it has moved since the run began"
    party.leaves_with(said, RUNS)
    party.move_to(everywhere(0.1, 0.2))
    assert np.array_equal(party.takes_up(True, RUNS), said)


def test_a_retreat_costs_by_what_was_first_demanded_in_public_and_by_where_it_stands_now(west):
    party, text = west({"audience.cost": 0.5}), everywhere(0.6, 0.6)

    def paid():
        return party.value(party.stake, RUNS) - party.value(text, RUNS)

    before = party.price(text, RUNS)
    assert before == pytest.approx(0.5 * paid()) and np.all(before > 0)
    party.leaves_with(everywhere(0.3, 0.3), RUNS)
    party.takes_up(True, RUNS)
    demanded = party.price(text, RUNS)
    assert demanded == pytest.approx(0.5 * paid()) and np.all(demanded < before)
    party.move_to(everywhere(0.4, 0.4))
    moved = party.price(text, RUNS)
    assert moved == pytest.approx(0.5 * paid()) and np.all((moved > 0) & (moved < demanded))


def test_flexibility_bounds_what_is_given_by_the_end(west):
    asked = asks(west({"tactic": {"flexibility": 0.25}}), 1.0)
    assert asked == pytest.approx(0.3 + 0.7 * 0.75)


def test_nobody_asks_for_less_than_failing_brings(west):
    asked = asks(west({"fallback.value": 0.8}), 1.0)
    assert asked == pytest.approx(0.8)


@pytest.mark.parametrize(("precision", "value"), [(20.0, 0.35), (20.0, 0.3), (50.0, 0.28)])
def test_a_text_is_accepted_as_often_as_its_margin_and_the_noise_say(west, precision, value):
    party = west({"precision": precision})
    status = min(1.0, 0.1 + (1 - value) / 0.75)
    text = everywhere(status, 0.2 + max(0.0, 0.325 - value) / 0.25)
    answer = accepts(party, text, 0.0, "answer")
    assert answer.value == pytest.approx(value)
    assert np.mean(answer.accepts) == pytest.approx(1 / (1 + np.exp(-precision * (value - 0.3))), abs=0.05)


def test_a_text_worth_less_than_the_own_next_offer_is_refused(west):
    text = everywhere(0.5, 0.2)
    assert not accepts(west(), text, 0.8).accepts.any()
    assert accepts(west(), text, 0.6).accepts.all()


def test_private_consent_counts_only_for_the_text_it_was_given_to(west):
    party = west({"red_lines": {"status": {"max": 0.2}}, "private_consent": {"middle": 0.4}})
    text = everywhere(0.5, 0.5)
    named = accepts(party, text, 0.0, "answer", named="middle").accepts
    assert np.mean(named) == pytest.approx(0.4, abs=0.05)
    assert not accepts(party, text, 0.0, "answer").accepts.any()
    assert not accepts(party, text, 0.0, "answer", named="old_order").accepts.any()


def test_an_actor_draws_the_same_whoever_else_there_is(talks):
    other = {"kind": "state", "position": {"status": {"low": 0, "mode": 0.5, "high": 1}}, "salience": {"status": 1.0}}
    with_noise = {"actors.west.precision": 20, "actors.west.private_consent": {"middle": 0.4}}
    alone = StatusTalks(talks(with_noise)).actors["west"]
    among = StatusTalks(talks({**with_noise, "actors.guest": other})).actors["west"]
    assert np.array_equal(alone.lasting, among.lasting)
    assert np.array_equal(alone.noise("answer", RUNS), among.noise("answer", RUNS))
    assert np.array_equal(alone.private_consent["middle"], among.private_consent["middle"])
