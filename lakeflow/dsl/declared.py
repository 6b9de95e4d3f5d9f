"""Declarations are held against their own signatures: what does not fit is told in words, at the author's line.

Editors and type checkers read the same signatures; who has neither running would otherwise meet a wrong type as a
TypeError of Python's, as an exception of some later pass, or not at all.
"""

from typing import TYPE_CHECKING

from lakeflow.dsl.forms import form_of


class Declared(type):
    """The class of the classes that authors call: an argument that does not fit is a mistake, and is left out."""

    if not TYPE_CHECKING:  # a type checker looks at the __init__ of each class instead

        def __call__(cls, *args: object, **options: object) -> object:
            """Make an instance of what fits."""
            form = form_of(cls)
            if form.takes(args, options):
                return super().__call__(*args, **options)
            from lakeflow.dsl.misfits import fitting

            return super().__call__(**fitting(form, args, options))
