"""How one decides: pure array functions, one idea a file, each with its source.

Arrays are issue-major with runs last: a text or a position is ``(issues, runs)``,
a value ``(runs,)``. Rules know nothing of actors, stages or dates.
"""
