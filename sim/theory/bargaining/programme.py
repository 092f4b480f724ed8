"""The concave programme behind every solution: linear pieces, and tangents added where a curve is cut short.

Each distance between xₖ and pᵢₖ is a variable above its linear pieces, so that with γ = 1 egalitarian, utilitarian
and Kalai–Smorodinsky points are single linear programmes. Curved losses (γ > 1) and logarithms (Nash) are
functions of one variable each; tangents at the last answer are added until none of them is wrong by more
than the tolerance (outer approximation). The value is then bounded from both sides: it is the optimum, found
without a grid and without a starting point.

`polish_nash` takes Newton's last steps, so that a Nash text is good to more digits than the programme's tolerance.
"""

from collections.abc import Sequence

import numpy as np

from sim.rules.arrays import Flags, Floats
from sim.theory.bargaining.parties import Parties

__all__ = ["Infeasible", "Programme", "polish_nash", "with_equal_gain"]

TOLERANCE = 1e-10
_ROUNDS = 200


class Infeasible(Exception):  # noqa: N818 - an answer, not a fault
    """No text satisfies what was asked."""


class Programme:
    """Maximise something that grows with the parties' gains over no agreement.

    The variables are the text x ``(issues,)``, losses ``(actors, issues)``, gains gᵢ = uᵢ(x) − dᵢ
    ``(actors,)``, and extra ones that constraints bring.

    Parameters
    ----------
    problem
        The parties; there must be an admissible text.

    References
    ----------
    Duran, M. & Grossmann, I. (1986). An outer-approximation algorithm. Mathematical Programming 36, 307–339.
    Solver: HiGHS, Huangfu, Q. & Hall, J. (2018). Mathematical Programming Computation 10, 119–142.

    Examples
    --------
    >>> from sim.theory.bargaining.parties import parties
    >>> programme = Programme(parties([[0.0], [1.0]], [[1.0], [1.0]]))
    >>> equal = programme.add_variable()
    >>> for party in (0, 1):
    ...     programme.require({programme.gain(party): 1.0, equal: -1.0})
    >>> programme.solve({equal: 1.0})
    array([0.5])
    """

    def __init__(self, problem: Parties) -> None:
        self.problem = problem
        issues, count = problem.issues, problem.count
        self._first_gain = issues + count * issues
        self._bounds: list[tuple[float | None, float | None]] = [
            *zip(problem.lower.tolist(), problem.upper.tolist(), strict=True),
            *[(0.0, None)] * (count * issues),
            *[(None, None)] * count,
        ]
        self._rows: list[dict[int, float]] = []  # each: Σ coefficient·variable ≥ bound
        self._row_bounds: list[float] = []
        self._logs: list[tuple[int, int]] = []  # (gain, its logarithm)
        for party in range(count):
            losses = {self._loss(party, issue): -problem.salience[party, issue] for issue in range(issues)}
            self.require({**losses, self.gain(party): -1.0}, problem.disagreement[party] - 1.0)
        for issue in range(issues):
            places = np.unique([*problem.position[:, issue], problem.lower[issue], problem.upper[issue]])
            for party in range(count):
                self._add_loss_tangents(party, issue, places)

    def gain(self, party: int) -> int:
        """Place of a party's gain among the variables.

        Parameters
        ----------
        party : int
            Row of the party.

        Returns
        -------
        int
            Number of the variable that holds its gain over disagreement.
        """
        return self._first_gain + party

    def add_variable(self) -> int:
        """Add a free variable and give its place."""
        self._bounds.append((None, None))
        return len(self._bounds) - 1

    def require(self, coefficients: dict[int, float], at_least: float = 0.0) -> None:
        """Ask that Σ coefficient·variable ≥ a bound.

        Parameters
        ----------
        coefficients : dict of int to float
            Coefficient of each variable, by its number.
        at_least : float
            The bound.
        """
        self._rows.append(coefficients)
        self._row_bounds.append(at_least)

    def add_logarithm(self, party: int, guess: float) -> int:
        """Add a variable that cannot exceed the logarithm of a party's gain, which is thereby positive.

        Parameters
        ----------
        party : int
            Row of the party.
        guess : float
            A gain near which the first tangents are laid, in utility, above 0.

        Returns
        -------
        int
            Number of the new variable.
        """
        place = self.add_variable()
        self._logs.append((self.gain(party), place))
        for factor in (0.25, 1.0, 4.0):
            self._add_log_tangent(self.gain(party), place, guess * factor)
        return place

    def solve(self, objective: dict[int, float]) -> Floats:
        """Find a text that maximises Σ coefficient·variable.

        Parameters
        ----------
        objective : dict of int to float
            Coefficient of each variable, by its number.

        Returns
        -------
        Floats
            The text, ``(issues,)``.

        Raises
        ------
        Infeasible
            If no text satisfies the constraints.
        RuntimeError
            If the solver fails or tangents do not settle, which no concave problem should bring about.
        """
        for _ in range(_ROUNDS):
            answer = self._solve_linear(objective)
            if not self._tighten(answer):
                text: Floats = answer[: self.problem.issues]
                return np.clip(text, self.problem.lower, self.problem.upper)
        raise RuntimeError(f"tangents did not settle in {_ROUNDS} rounds")

    def _solve_linear(self, objective: dict[int, float]) -> Floats:
        matrix = np.zeros((len(self._rows), len(self._bounds)))
        for number, row in enumerate(self._rows):
            for place, coefficient in row.items():
                matrix[number, place] = -coefficient
        cost = np.zeros(len(self._bounds))
        for place, coefficient in objective.items():
            cost[place] = -coefficient
        from scipy.optimize import linprog  # a second to import, so only where something is solved

        found = linprog(
            cost, A_ub=matrix, b_ub=-np.array(self._row_bounds, float),
            bounds=[(low, high) for low, high in self._bounds],
            options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
        )  # fmt: skip
        if found.status == 2:
            raise Infeasible
        if found.x is None:
            raise RuntimeError(f"the linear programme failed: {found.message}")
        return np.asarray(found.x)

    def _tighten(self, answer: Floats) -> bool:
        """Add a tangent wherever the answer sits above a curve; say whether any was needed."""
        problem = self.problem
        added = False
        if problem.gamma > 1:
            true = np.abs(answer[: problem.issues] - problem.position) ** problem.gamma
            held = answer[problem.issues : self._first_gain].reshape(true.shape)
            for party, issue in np.argwhere((true - held) * problem.salience > TOLERANCE):
                self._add_loss_tangents(party, issue, [answer[issue]])
                added = True
        for gain, place in self._logs:
            if answer[gain] <= 0:  # still allowed by the tangents so far
                self._add_log_tangent(gain, place, np.exp(answer[place]))
                added = True
            elif answer[place] - np.log(answer[gain]) > TOLERANCE:
                self._add_log_tangent(gain, place, answer[gain])
                added = True
        return added

    def _loss(self, party: int, issue: int) -> int:
        return int(self.problem.issues + party * self.problem.issues + issue)

    def _add_loss_tangents(self, party: int, issue: int, places: Sequence[float] | Floats) -> None:
        if self.problem.salience[party, issue] == 0:
            return
        point, gamma = self.problem.position[party, issue], self.problem.gamma
        if gamma == 1:
            slopes = [(1.0, -point), (-1.0, point)]
        else:
            slopes = []
            for place in places:
                distance = place - point
                slope = gamma * abs(distance) ** (gamma - 1) * np.sign(distance)
                slopes.append((float(slope), float(abs(distance) ** gamma - slope * place)))
        for slope, offset in slopes:  # loss ≥ slope·x + offset
            self.require({self._loss(party, issue): 1.0, issue: -slope}, offset)

    def _add_log_tangent(self, gain: int, place: int, at: float) -> None:
        self.require({gain: 1.0 / at, place: -1.0}, 1.0 - np.log(at))


def with_equal_gain(problem: Parties, direction: Floats) -> tuple[Programme, int]:
    """Start a programme with a variable that no party's gain, in units of its direction, falls short of.

    Parameters
    ----------
    problem : Parties
    direction
        Units of gain, > 0, ``(actors,)``.

    Returns
    -------
    tuple of Programme and int
        The programme, and the place of the variable.

    Examples
    --------
    >>> from sim.theory.bargaining.parties import parties
    >>> programme, level = with_equal_gain(parties([[0.0], [1.0]], 1.0), np.array([3.0, 1.0]))
    >>> programme.solve({level: 1.0})
    array([0.25])
    """
    programme = Programme(problem)
    level = programme.add_variable()
    for party in range(problem.count):
        programme.require({programme.gain(party): 1.0, level: -float(direction[party])})
    return programme, level


_NEAR = 1e-4  # an issue nearer than this to an ideal point or a bound may really sit on it


def polish_nash(problem: Parties, text: Floats, steps: int = 20) -> Floats:
    """Improve a text that is already close to the Nash point.

    Parameters
    ----------
    problem : Parties
    text
        A text near the maximum of Σ w·ln(u − d), ``(issues,)``, with every gain positive.
    steps
        Newton steps at most.

    Returns
    -------
    Floats
        A text with no smaller Nash product, ``(issues,)``.

    References
    ----------
    Projected Newton: Bertsekas, D. (1982). SIAM Journal on Control and Optimization 20, 221–246.

    Examples
    --------
    >>> from sim.theory.bargaining.parties import parties
    >>> polish_nash(parties([[0.0], [1.0]], 1.0, weight=[1, 3]), np.array([0.7499]))
    array([0.75])
    """
    best = text
    for near in (_NEAR, 0.0):
        start, held = _snap(problem, text, near)
        found = _newton(problem, start, ~held, steps)
        if _value(problem, found) >= _value(problem, best):
            best = found
    return best


def _value(problem: Parties, text: Floats) -> float:
    gains = problem.utilities(text) - problem.disagreement
    if gains.min() <= 0:
        return -np.inf
    return float(problem.weight @ np.log(gains))


def _snap(problem: Parties, text: Floats, near: float) -> tuple[Floats, Flags]:
    """Put issues that are next to a kink or a bound on it, and hold them there."""
    kinks = np.vstack([problem.position, problem.lower, problem.upper])
    kinks = np.clip(kinks, problem.lower, problem.upper)
    gaps = np.abs(kinks - text)
    closest = gaps.argmin(axis=0)
    held = gaps.min(axis=0) <= near
    return np.where(held, np.take_along_axis(kinks, closest[np.newaxis], axis=0)[0], text), held


def _newton(problem: Parties, text: Floats, free: Flags, steps: int) -> Floats:
    gamma, cares = problem.gamma, problem.salience[:, free]
    for _ in range(steps if free.any() else 0):
        gains = problem.utilities(text) - problem.disagreement
        if gains.min() <= 0:
            break
        away = (text - problem.position)[:, free]
        slopes = -cares * gamma * np.abs(away) ** (gamma - 1) * np.sign(away)
        pull = problem.weight / gains
        bend = -(slopes.T * (pull / gains)) @ slopes
        if gamma > 1:
            curve = cares * gamma * (gamma - 1) * np.maximum(np.abs(away), 1e-12) ** (gamma - 2)
            bend -= np.diag(pull @ curve)
        step = np.linalg.lstsq(bend, -(pull @ slopes), rcond=1e-12)[0]
        moved = text.copy()
        moved[free] = np.clip(text[free] + step, problem.lower[free], problem.upper[free])
        if _value(problem, moved) <= _value(problem, text):
            break
        text = moved
    return text
