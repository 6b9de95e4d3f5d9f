"""Tests of lakeflow/dsl/forms.py: signatures, as declarations are held against them."""

from inspect import signature

import pytest

import lakeflow
from lakeflow.dsl.declared import Declared
from lakeflow.dsl.forms import form_of
from lakeflow.dsl.misfits import stand_ins

KINDS = [found for name in lakeflow.__all__ if isinstance(found := getattr(lakeflow, name), Declared)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_may_be_left_out_may_be_none_where_that_says_so(kind: type) -> None:
    form = form_of(kind)
    without = {
        parameter.name
        for each in kind.__mro__
        if "__init__" in vars(each) and each is not object
        for parameter in signature(each.__init__).parameters.values()  # type: ignore[misc]  # this class's own
        if parameter.default is None and parameter.name in form.annotations
    }
    assert {name for name in without if not form.fits(name, None)} == set()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_for_whatever_must_be_there_something_fitting_can_stand_in(kind: type) -> None:
    form = form_of(kind)
    places = stand_ins(form, {})
    assert places.keys() == form.required
    assert form.takes([], places)
