"""The community of states: profiles say exactly what each state belongs to, and the shipped list is the record's."""

import datetime as dt
from collections import Counter

import numpy as np
import pytest

from sim.process.recognition.community import community_of, dates_of_record
from sim.scenario.format.stages.recognition import CommunityState
from sim.scenario.reader import read_scenario

STATES = read_scenario("scenarios/kosovo/baseline.yaml").stages["recognition"].states


@pytest.fixture(scope="module")
def community():
    return community_of(STATES)


def test_profiles_are_what_states_belong_to(community):
    for member, profile in zip(community.members, community.profile, strict=True):
        held = {bloc for bloc, inside in zip(community.blocs, community.belongs[profile], strict=True) if inside}
        assert held == set(member.blocs), member.name
    kinds = {tuple(row) for row in community.belongs.tolist()}
    assert len(kinds) == len(community.belongs), "two profiles that are alike would be one"


def test_sizes_count_members(community):
    counted = Counter(bloc for member in community.members for bloc in member.blocs)
    assert dict(zip(community.blocs, community.sizes.tolist(), strict=True)) == counted
    assert counted["eu"] == 27
    assert counted["nato"] == 26


def test_those_who_rule_it_out_are_few_and_never_did(community):
    refusing = {member.name for member in community.members if member.refuses}
    assert {"CYP", "ESP", "GRC", "ROU", "SVK", "RUS", "CHN"} <= refusing
    assert not refusing & set(dates_of_record(STATES))


def test_the_record_agrees_with_the_sources(community):
    dates = dates_of_record(STATES)
    names = {member.name: member for member in community.members}
    assert set(dates) <= set(names)

    def by(day, bloc=None):
        return sum(when <= day for name, when in dates.items() if bloc is None or bloc in names[name].blocs)

    ends = [dt.date(2008, 2, 29), dt.date(2008, 3, 31), dt.date(2008, 6, 30), dt.date(2008, 12, 31)]
    assert [by(day) for day in ends] == [21, 35, 43, 53]
    assert [by(dt.date(year, 12, 31)) for year in range(2009, 2014)] == [64, 72, 84, 95, 103]
    assert by(dt.date(2008, 10, 31), "eu") == 22
    assert by(dt.date(2008, 10, 31), "nato") == 22


def test_a_community_can_be_listed_in_the_file():
    listed = {"a": CommunityState(blocs=("x",)), "b": CommunityState(refuses=True), "c": CommunityState(blocs=("x",))}
    community = community_of(listed)
    assert [member.refuses for member in community.members] == [False, True, False]
    assert community.profile[0] == community.profile[2] != community.profile[1]
    assert np.array_equal(community.sizes, [2])
