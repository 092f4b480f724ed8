"""What must hold of any bargain between two sides, whatever follows it."""

import datetime as dt

import numpy as np
import pytest

GRID = np.linspace(0, 1, 41)


def closed(played, issue="land"):
    return float(played.columns[f"talks.closed.{issue}"].mean())


def offered(played, side):
    """What a side's last offer is worth to itself."""
    party = played.model.actors[side]
    return float(party.value(party.base, np.arange(played.model.world.runs)).mean())


def test_1_who_want_the_same_agree_on_it(talks):
    same = talks({"actors.east.position": {"land": 0.0, "law": 0.0}})
    assert same.share("agreed") >= 0.95
    np.testing.assert_allclose(same.deal, 0.0, atol=1e-9)


def test_2_where_failing_is_worst_they_agree_on_what_cannot_be_bettered(talks):
    """With losses that grow with distance the contract curve is efficient (Raiffa 1982)."""
    both = {"actors.west.fallback.value": -1, "actors.east.fallback.value": -1,
            "utility.gamma": 2.0, "trade": "contract_curve"}  # fmt: skip
    played = talks(both)
    assert played.share("agreed") >= 0.95
    west, east = played.model.actors["west"], played.model.actors["east"]
    grid = np.stack([axis.ravel() for axis in np.meshgrid(GRID, GRID)])
    run = np.zeros(grid.shape[1], dtype=np.int64)
    first, second = (actor.value(grid, run) for actor in (west, east))
    deal = played.deal[:, :1]
    have = [actor.value(deal, np.zeros(1, dtype=np.int64)) for actor in (west, east)]
    assert not np.any((first > have[0] + 0.02) & (second > have[1] + 0.02))


def test_3_an_issue_that_one_side_does_not_care_about_is_no_dispute(talks):
    played = talks({"actors.east.position.law": 0.0, "actors.east.salience": {"land": 0.0, "law": 1.0}})
    assert played.share("agreed") >= 0.95


def test_4_a_side_payment_larger_than_the_gap_is_taken(talks):
    apart = {"actors.west.fallback.value": 0.8, "actors.east.fallback.value": 0.5}
    assert talks(apart).share("agreed") == 0.0
    assert talks({**apart, "actors.west.side_payment": 0.6}).share("agreed") >= 0.95


def test_5_without_a_deadline_in_sight_nobody_rushes_and_a_nearer_one_makes_them_give_sooner(talks):
    late = {"actors.west.tactic": {"kind": "boulware"}, "actors.east.tactic": {"kind": "boulware"}}
    apart = {"actors.west.fallback.value": 0.9, "actors.east.fallback.value": 0.9}
    far = talks({**late, **apart, "process.0.talks.weeks": 200, "calendar.end": dt.date(2030, 10, 7)})
    near = talks({**late, **apart, "process.0.talks.weeks": 40, "calendar.end": dt.date(2030, 10, 7)})
    gap = {
        name: float(played.columns["talks.last_gap.land"].mean()) for name, played in (("far", far), ("near", near))
    }
    assert gap["far"] > 0.98 > gap["near"]


def test_6_who_can_wait_longer_gets_more(talks):
    """Rubinstein (1982): the more patient side gets the larger share."""

    def share(patience):
        return talks({"actors.west.delay_weight": 0.5, "actors.east.delay_weight": 0.5,
                      "actors.west.patience_weeks": patience, "actors.east.patience_weeks": 100})  # fmt: skip

    hurried, patient = share(50), share(400)
    west = patient.model.actors["west"]
    some = np.arange(1)
    for played, patience in ((hurried, 50), (patient, 400)):
        spent = np.minimum(played.model.records.columns["ended_week"] / patience, 1.0)
        np.testing.assert_allclose(played.columns["payoff.west.delay"], 0.5 * spent)
    assert west.value(patient.deal[:, :1], some) > west.value(hurried.deal[:, :1], some) + 0.01


def test_7_an_outside_option_moves_the_deal_toward_its_owner_and_then_breaks_it(talks):
    worth = []
    for value in (0.1, 0.3, 0.5):
        played = talks({"actors.west.fallback.value": value})
        assert played.share("agreed") >= 0.95
        worth.append(float(played.model.actors["west"].value(played.deal[:, :1], np.arange(1))[0]))
    assert worth[0] < worth[1] < worth[2]
    assert talks({"actors.west.fallback.value": 0.95}).share("agreed") <= 0.05


def test_10_audiences_that_charge_more_make_fewer_and_tougher_deals_and_elections_too(talks):
    apart = {"actors.west.fallback.value": 0.45, "actors.east.fallback.value": 0.45}
    costs = [{"actors.west.audience.cost": cost, "actors.east.audience.cost": cost} for cost in (0.0, 0.5, 2.0)]
    shares = [talks({**apart, **cost}).share("agreed") for cost in costs]
    assert shares[0] >= shares[1] >= shares[2]
    assert shares[0] - shares[2] >= 0.5
    firm = {"actors.west.fallback.value": 0.9, "actors.east.fallback.value": 0.9, "actors.west.audience.cost": 1.0}
    vote = {"actors.west.audience.elections": [dt.date(2030, 10, 14)], "actors.west.audience.horizon_weeks": 30}
    assert offered(talks({**firm, **vote}), "west") > offered(talks(firm), "west") + 0.002


def test_11_a_smaller_win_set_at_home_brings_a_better_deal_or_none(talks):
    """Putnam (1988), and its limit."""
    worth, shares = [], []
    for most in (1.0, 0.45, 0.3, 0.05):
        played = talks({"actors.west.red_lines": {"land": {"max": most, "hard": True}}})
        shares.append(played.share("agreed"))
        west = played.model.actors["west"]
        worth.append(float(west.value(played.deal[:, :1], np.arange(1))[0]) if shares[-1] else np.nan)
        assert np.all(played.deal[0] <= most + 1e-9)
    assert shares[0] >= 0.95
    assert shares == sorted(shares, reverse=True)
    held = [value for value in worth if not np.isnan(value)]
    assert held == sorted(held)
    assert held[-1] > held[0]


def test_a_red_line_is_a_price_and_a_hard_one_a_wall(talks):
    """Fearon (1994), Tarar & Leventoglu (2009): the dearer a line, the nearer to it the deal, and the fewer deals."""
    prices = (0.0, 1.0, 3.0, 10.0)

    def line(most, price, **more):
        return {"actors.west.red_lines": {"land": {"max": most} | more}, "actors.west.line_price": price}

    beyond = [talks(line(0.3, price)).deal[0, 0] - 0.3 for price in prices]
    assert beyond == sorted(beyond, reverse=True)
    assert beyond[0] > 0.02 > beyond[-1] > 0
    floors = {"actors.west.fallback.value": 0.45, "actors.east.fallback.value": 0.45}
    shares = [talks({**floors, **line(0.1, price)}).share("agreed") for price in prices]
    assert shares == sorted(shares, reverse=True)
    assert (shares[0], shares[-1]) == (1.0, 0.0)
    # Whatever the other's firm demand is worth beside failing, it is signed beyond a priced line and not a hard one.
    firm = {"actors.east.tactic": {"kind": "firm"}, "actors.west.fallback.value": -1}
    assert talks({**firm, **line(0.3, 0.2)}).share("agreed") >= 0.95
    assert talks({**firm, **line(0.3, 0.2, hard=True)}).share("agreed") == 0.0


def test_16_meeting_more_often_changes_far_less_than_a_later_deadline(talks):
    apart = {"actors.west.fallback.value": 0.9, "actors.east.fallback.value": 0.9, "actors.west.audience.cost": 1.0,
             "actors.east.audience.cost": 1.0, "calendar.end": dt.date(2030, 7, 22)}  # fmt: skip
    base, often, later = (
        closed_by_then(talks({**apart, "process.0.talks.round_every_weeks": every, "process.0.talks.weeks": weeks}))
        for every, weeks in ((4, 40), (1, 40), (4, 80))
    )
    assert abs(often - base) <= 0.1 * abs(later - base)


def closed_by_then(played):
    return 1 - float(played.columns["talks.last_gap.land"].mean())


def test_18_tit_for_tat_is_not_exploited_by_the_firm(talks):
    played = talks({"actors.west.tactic": {"kind": "firm"}, "actors.east.tactic": {"kind": "tit_for_tat"}})
    assert offered(played, "east") >= 1 - 0.02


@pytest.mark.parametrize("trade", ["proportional", "contract_curve", "similarity"])
def test_19_an_issue_cut_in_two_halves_is_the_same_issue(talks, trade):
    """Two halves that always go together; nearest texts are measured in issues, so that one rule feels the cut."""
    whole = {"trade": trade, "actors.west.fallback.value": 0.2, "actors.east.fallback.value": 0.25}
    halves = {**whole, "issues.rest": {"zero": "west's", "one": "east's"}, "texts.now.rest": 0.1}
    for side in ("west", "east"):
        for part in ("position", "salience"):
            base = {"west": {"position": 0.0, "salience": 0.4}, "east": {"position": 1.0, "salience": 0.6}}[side][
                part
            ]
            halves[f"actors.{side}.{part}.rest"] = base if part == "position" else base / 2
            if part == "salience":
                halves[f"actors.{side}.{part}.law"] = base / 2
    one, two = talks(whole), talks(halves)
    assert one.share("agreed") == two.share("agreed") >= 0.95
    np.testing.assert_allclose(two.deal[1], two.deal[2], atol=1e-9)
    np.testing.assert_allclose(one.deal, two.deal[:2], atol=0.02 if trade != "similarity" else 0.15)


def test_20_the_names_of_sides_and_issues_do_not_matter(talks):
    """Mirrored, but for who speaks first: the second answers the first's fresh offer."""
    played = talks({"actors.west.fallback.value": 0.2})
    mirrored = talks({
        "actors.west": {**played.model.case.actors["west"].model_dump(mode="json", exclude_defaults=True),
                        "position": {"land": 1.0, "law": 1.0}},
        "actors.east": {**played.model.case.actors["east"].model_dump(mode="json", exclude_defaults=True),
                        "position": {"land": 0.0, "law": 0.0}},
    })  # fmt: skip
    np.testing.assert_allclose(mirrored.deal, 1 - played.deal, atol=1e-9)


def test_21_the_scale_of_saliences_does_not_matter(talks):
    played = talks()
    scaled = talks({f"actors.{side}.salience": {"land": 0.5 * land, "law": 0.5 * law}
                    for side, land, law in (("west", 0.6, 0.4), ("east", 0.4, 0.6))})  # fmt: skip
    np.testing.assert_allclose(scaled.deal, played.deal, atol=1e-9)


def test_22_curvature_changes_the_deal_by_and_by(talks):
    deals = [talks({"utility.gamma": gamma}).deal[:, :1].ravel() for gamma in np.linspace(1, 2, 11)]
    steps = np.abs(np.diff(np.array(deals), axis=0))
    assert steps.max() < 0.05
