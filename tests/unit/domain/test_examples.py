"""The examples in the docstrings of the rules are true, and everything public has one."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

import nblabel
from nblabel import domain

MODULES = ["nblabel.errors", *(found.name for found in pkgutil.walk_packages(domain.__path__, "nblabel.domain."))]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_run_as_printed(module: str) -> None:
    result = doctest.testmod(import_module(module), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


@pytest.mark.parametrize("name", sorted(set(nblabel.__all__) - {"NblabelError"}))
def test_everything_public_says_what_it_is_with_an_example(name: str) -> None:
    public = getattr(nblabel, name)
    said = (type(public) if name == "F" else public).__doc__ or ""
    assert ">>> " in said
    assert "Examples\n" in said


@pytest.mark.parametrize("module", MODULES)
def test_every_public_class_and_function_of_the_rules_has_a_docstring(module: str) -> None:
    found = vars(import_module(module))
    own = {name: value for name, value in found.items() if getattr(value, "__module__", None) == module}
    # a dataclass without a docstring of its own is given its signature for one
    silent = [name for name, value in own.items() if (value.__doc__ or f"{name}(").startswith(f"{name}(")]
    assert [name for name in silent if not name.startswith("_")] == []
