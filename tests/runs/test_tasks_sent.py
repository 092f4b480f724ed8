"""What is sent is given up when whoever waits is interrupted, wherever that falls."""

import pytest

from sim.runs.tasks import flow


def test_a_task_that_was_sent_as_ctrl_c_fell_is_given_up_too():
    """It stands in no list yet; left alone, the process that has it would keep this one from ending."""
    given_up = []

    def send(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        next(flow(send, ["a"], 2, given_up.append, None, lambda: None))
    assert given_up == [[]]


def test_what_came_back_is_not_given_up():
    given_up = []
    assert not list(flow(lambda task: task, [], 2, given_up.append, None, lambda: None))
    assert given_up == []
