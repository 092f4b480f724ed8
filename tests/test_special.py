"""Functions of scipy that come without the front of their package."""

import subprocess
import sys

FIRST = """
import sys, sim.special
before = "scipy.special" in sys.modules
import scipy.special, scipy.stats
print(before, all(getattr(sim.special, name) is getattr(scipy.special, name) for name in sim.special.__all__))
print(scipy.special.gamma(5), float(scipy.stats.norm.ppf(0.5)))
"""
ELSEWHERE = """
import sys

class Gone:
    def find_spec(self, name, path, target=None):
        if name == "scipy.special._ufuncs":
            sys.meta_path.remove(self)
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Gone())
import sim.special
print(sys.modules["scipy.special"].ndtr is sim.special.ndtr)
"""
"""Has a module not be there when it is asked for first."""


def test_the_package_is_what_it_always_was_for_who_asks_for_it_later():
    said = subprocess.run([sys.executable, "-c", FIRST], capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == ["False True", "24.0 0.0"]


def test_of_a_scipy_that_has_them_elsewhere_the_package_is_asked():
    said = subprocess.run([sys.executable, "-c", ELSEWHERE], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["True"]
