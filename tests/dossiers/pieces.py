"""Makes the evidence files of ch-exemple: one real one-page PDF for each entry of its register.

Run by hand, from the root: `python -m tests.dossiers.pieces`. The files are committed; the register holds their hashes.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import typst
import yaml

HERE = Path(__file__).parent
DOSSIER = HERE.parent.parent / "dossiers" / "ch-exemple"
PAGE = """
#let p = json(bytes(sys.inputs.at("piece")))
#set document(title: p.titre, author: p.emetteur, date: none)
#set page(paper: "a5", margin: 18mm, footer: text(7pt, fill: luma(90))[Pièce de démonstration, inventée — #p.id])
#set text(lang: "fr", size: 10pt, font: "Libertinus Serif")
#set par(justify: true, leading: 0.7em)
#text(8pt, fill: luma(90))[Centre hospitalier de démonstration · #p.emetteur]
#v(1em)
= #p.titre
#v(0.4em)
#text(9pt)[Établi le #p.date · diffusion #p.diffusion]
#v(1em)
#p.texte
"""


def pdf(piece: dict[str, Any], text: str) -> bytes:
    """One entry of the register and its text → a PDF that does not depend on the day it is made."""
    import json

    content = {k: str(piece[k]) for k in ("id", "titre", "emetteur", "date", "diffusion")} | {"texte": text}
    made = typst.Compiler(PAGE.encode(), sys_inputs={"piece": json.dumps(content, ensure_ascii=False)}).compile(
        format="pdf", timestamp=datetime.datetime(2026, 11, 10, tzinfo=datetime.UTC)
    )
    assert isinstance(made, bytes)
    return made


def main() -> None:
    texts = yaml.safe_load((HERE / "pieces.yml").read_text(encoding="utf-8"))
    register = yaml.safe_load((DOSSIER / "preuves.yml").read_text(encoding="utf-8"))["preuves"]
    for piece in register:
        (DOSSIER / "preuves" / piece["fichier"]).write_bytes(pdf(piece, texts[piece["id"]]))


if __name__ == "__main__":
    main()
