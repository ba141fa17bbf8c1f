"""A dossier n times as large as ch-exemple: its services, populations and pieces n times, its means n/4 times.

Forty times gives 1 040 services and 50 means. Each copy of a service is opened by one copy of the means that opened the
first, and each case of a single factor speaks of the services of its own means: nothing is cited by everything.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

SERVICES_A_MEANS = 4  # copies of a service for one copy of a means


class Words(yaml.SafeLoader):
    """YAML where every scalar is text, as the tool reads it."""


Words.yaml_implicit_resolvers = {}


class Plain(yaml.SafeDumper):
    """YAML without anchors, which a dossier may not have."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def enlarge(source: Path, target: Path, times: int) -> Path:
    """Copy `source` into `target`, `times` times as large; the verdict is not meant to hold."""
    shutil.copytree(source, target)
    means = {f.stem: _read(f) for f in sorted((source / "mie").glob("*.yml"))}
    services = _read(source / "services.yml")
    originals = list(services["services"])
    wards = max(1, times // SERVICES_A_MEANS)
    for copy in range(1, times):
        ward = copy % wards
        services["services"] += [_service(services, s, copy, ward, set(means)) for s in originals]
    _write(target / "services.yml", services)
    for ward in range(1, wards):
        names = {s["id"]: [f"{s['id']}-x{c}" for c in range(1, times) if c % wards == ward] for s in originals}
        for id_, data in means.items():
            _write(target / "mie" / f"{id_}-m{ward}.yml", {**_cases(data, names), "id": f"{id_}-m{ward}"})
    for name, key in (("populations.yml", "populations"), ("preuves.yml", "preuves")):
        data = _read(source / name)
        data[key] = list(_repeated(data[key], times, wards))
        _write(target / name, data)
    return target


def _service(services: Mapping[str, Any], first: Mapping[str, Any], copy: int, ward: int, means: set[str]) -> Any:
    """A copy of a service, opened by the ward's means."""
    group = services.get("defaut_services", {}).get(first.get("groupe"), {})
    accesses = first.get("acces", group.get("acces"))
    made = {**first, "id": f"{first['id']}-x{copy}"}
    if accesses is not None and ward:
        made["acces"] = [
            {**a, "mie": [f"{m}-m{ward}" for m in a["mie"] if m in means]} if "mie" in a else a for a in accesses
        ]
    return made


def _cases(data: Mapping[str, Any], names: Mapping[str, list[str]]) -> dict[str, Any]:
    """A means whose cases of a single factor speak of the ward's services."""
    cases = data.get("un_facteur")
    if not isinstance(cases, list):
        return dict(data)
    turned = [{**c, "services": [n for s in c.get("services", ()) for n in names[s]]} for c in cases]
    return {**data, "un_facteur": turned}


def _repeated(items: list[Any], times: int, wards: int) -> Iterator[Any]:
    for copy in range(times):
        ward = copy % wards
        for item in items:
            made = {**item, "id": f"{item['id']}-x{copy}"} if copy else dict(item)
            if ward and isinstance(item.get("mie"), list):
                made["mie"] = [f"{m}-m{ward}" for m in item["mie"]]
            yield made


def _read(file: Path) -> Any:
    return yaml.load(file.read_text(encoding="utf-8"), Words)


def _write(file: Path, data: Any) -> None:
    file.write_text(yaml.dump(data, Dumper=Plain, allow_unicode=True, sort_keys=False, width=10_000), encoding="utf-8")
