"""A game in extensive form as Gambit reads it: an .efg file, version 2."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sim.theory.of_scenario.votes_as_game import Chance, End, Game, Move, Node

__all__ = ["efg_of"]

DIGITS = Decimal("1e-12")
"""To how many places chances are written; they sum to 1 exactly, as Gambit wants."""


def efg_of(game: Game) -> str:
    """Write a game as an .efg file, version 2: a line a node, in the order in which one would walk the tree.

    Parameters
    ----------
    game : Game

    Returns
    -------
    str

    References
    ----------
    Gambit documentation, Game representation formats: the extensive game (.efg) file format.

    Examples
    --------
    >>> ways = ("yes", End("vote.adopted", {"a": 1.0})), ("no", End("vote.blocked", {"a": 0.5}))
    >>> print(efg_of(Game("One", "vote", "the text t", {"a": "Ash"}, Move("a", "Vote", ways))))
    EFG 2 R "One" { "Ash" }
    "Begins with vote, on the text t; payoffs in the order of the players"
    <BLANKLINE>
    p "Vote, 1" 1 1 "" { "yes" "no" } 0
    t "" 1 "vote.adopted" { 1.0 }
    t "" 2 "vote.blocked" { 0.5 }
    """
    players = " ".join(_quoted(label) for label in game.players.values())
    head = f"EFG 2 R {_quoted(game.title)} {{ {players} }}\n"
    about = f"Begins with {game.stage}, on {game.text}; payoffs in the order of the players"
    lines = _Writer(list(game.players)).lines(game.root)
    return head + _quoted(about) + "\n\n" + "\n".join(lines) + "\n"


class _Writer:
    """Writes nodes, and numbers information sets and outcomes as they come."""

    def __init__(self, players: list[str]) -> None:
        self.players = players
        self.moves = dict.fromkeys(players, 0)
        self.chances = self.ends = 0
        self.labels: dict[str, int] = {}

    def lines(self, root: Node) -> Iterator[str]:
        """Return the lines of a node and of all that follow it."""
        ahead: list[Node] = [root]
        while ahead:
            node = ahead.pop()
            if isinstance(node, End):
                yield self.end(node)
                continue
            if isinstance(node, Move):
                yield self.move(node)
                ahead += [after for _, after in reversed(node.ways)]
            else:
                yield self.chance(node)
                ahead += [after for _, _, after in reversed(node.ways)]

    def label(self, words: str) -> str:
        """Return what a node is called, with a number: Gambit from version 17 on wants no label twice."""
        self.labels[words] = self.labels.get(words, 0) + 1
        return _quoted(f"{words}, {self.labels[words]}")

    def move(self, node: Move) -> str:
        """Write the node of a player: everybody knows all before, so each is an information set of its own."""
        self.moves[node.player] += 1
        ways = " ".join(_quoted(way) for way, _ in node.ways)
        player = self.players.index(node.player) + 1
        return f'p {self.label(node.label)} {player} {self.moves[node.player]} "" {{ {ways} }} 0'

    def chance(self, node: Chance) -> str:
        """Write a node of chance."""
        self.chances += 1
        shares = [Decimal(chance).quantize(DIGITS) for _, chance, _ in node.ways]
        shares[shares.index(max(shares))] += 1 - sum(shares)
        ways = " ".join(f"{_quoted(way[0])} {share:f}" for way, share in zip(node.ways, shares, strict=True))
        return f'c {self.label(node.label)} {self.chances} "" {{ {ways} }} 0'

    def end(self, node: End) -> str:
        """Write an end with its payoffs."""
        self.ends += 1
        payoffs = ", ".join(_number(node.payoffs[player]) for player in self.players)
        return f't "" {self.ends} {_quoted(node.result)} {{ {payoffs} }}'


def _number(payoff: float) -> str:
    """Write a payoff without an exponent, to fifteen places, as Gambit reads decimals."""
    text = f"{payoff:.15f}".rstrip("0")
    return f"{text}0" if text.endswith(".") else text


def _quoted(words: str) -> str:
    """Return users' text between quotes: only text, on one line."""
    plain = "".join(sign if sign.isprintable() else " " for sign in words)
    return '"' + plain.replace("\\", "/").replace('"', "'") + '"'
