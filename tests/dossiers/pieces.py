"""Makes the evidence files of the example dossiers: one real one-page PDF for each entry of their registers.

Run by hand, from the root: `python -m tests.dossiers.pieces`. The files are committed; the registers hold their hashes.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import typst
import yaml

HERE = Path(__file__).parent
DOSSIERS = [HERE.parent.parent / "dossiers" / name for name in ("ch-exemple", "cabinet-psc")]
PAGE = """
#let p = json(bytes(sys.inputs.at("piece")))
#set document(title: p.titre, author: p.emetteur, date: none)
#set page(paper: "a5", margin: 18mm, footer: text(7pt, fill: luma(90))[Pièce de démonstration, inventée — #p.id])
#set text(lang: "fr", size: 10pt, font: "Libertinus Serif")
#set par(justify: true, leading: 0.7em)
#text(8pt, fill: luma(90))[#p.structure · #p.emetteur]
#v(1em)
= #p.titre
#v(0.4em)
#text(9pt)[Établi le #p.date · diffusion #p.diffusion]
#v(1em)
#p.texte
"""


def pdf(structure: str, piece: dict[str, Any], text: str) -> bytes:
    """One entry of the register of a structure and its text → a PDF that does not depend on the day it is made."""
    import json

    content = {k: str(piece[k]) for k in ("id", "titre", "emetteur", "date", "diffusion")}
    content |= {"structure": structure, "texte": text}
    made = typst.Compiler(PAGE.encode(), sys_inputs={"piece": json.dumps(content, ensure_ascii=False)}).compile(
        format="pdf", timestamp=datetime.datetime(2026, 11, 10, tzinfo=datetime.UTC)
    )
    assert isinstance(made, bytes)
    return made


def main() -> None:
    texts = yaml.safe_load((HERE / "pieces.yml").read_text(encoding="utf-8"))
    for dossier in DOSSIERS:
        structure = yaml.safe_load((dossier / "dossier.yml").read_text(encoding="utf-8"))["titre"]
        for piece in yaml.safe_load((dossier / "preuves.yml").read_text(encoding="utf-8"))["preuves"]:
            (dossier / "preuves" / piece["fichier"]).write_bytes(pdf(structure, piece, texts[piece["id"]]))


if __name__ == "__main__":
    main()
