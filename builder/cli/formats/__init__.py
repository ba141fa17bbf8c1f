"""The report of `rie check` for machines: one list of items, written in the form that each of them reads."""

from collections.abc import Callable, Mapping, Sequence

from builder.cli.formats.annotations import as_annotations
from builder.cli.formats.codequality import as_codequality
from builder.cli.formats.junit import as_junit
from builder.cli.formats.sarif import as_sarif
from builder.cli.judging import Judgement

#: Name of a format → what writes all the dossiers judged; the flag asks for what passes as well.
WRITERS: Mapping[str, Callable[[Sequence[Judgement], bool], str]] = {
    "sarif": as_sarif,
    "junit": as_junit,
    "codequality": as_codequality,
    "github": as_annotations,
}
