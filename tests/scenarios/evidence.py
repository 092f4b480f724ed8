"""Which numbers of a scenario file say where they come from, for the tests of the cases."""

WIDE = {("actors", 2), ("process", 3), ("record", 1)}
"""Whose note is about too much to stand for a number: a whole actor, a whole stage, the whole record."""


def bare(node, path=(), told=False):
    """Dotted paths of the numbers that neither they nor a block close around them give a source or a note."""
    if isinstance(node, dict):
        wide = (path[:1] or ("",))[0], len(path)
        told = told or (bool(path) and wide not in WIDE and ("source" in node or "note" in node))
        for key, value in node.items():
            yield from bare(value, (*path, str(key)), told)
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from bare(value, (*path, named(value, place)), told)
    elif isinstance(node, int | float) and not isinstance(node, bool) and not told:
        yield ".".join(path)


def named(entry, place):
    """What an entry of a list goes by: its own name, or that of the stage in it, or its place."""
    if not isinstance(entry, dict):
        return str(place)
    inside = next(iter(entry.values()))
    name = entry.get("name") or (inside.get("name") if isinstance(inside, dict) else None)
    return str(name or place)


def without_kinds(path):
    """The path without the word for the kind of stage: process.council.council.seats is process.council.seats."""
    steps = path.split(".")
    return ".".join(steps[:2] + steps[3:] if steps[0] == "process" else steps)
