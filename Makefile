# Les verbes de l'atelier. Chacun prépare ce qu'il lui faut ; rien d'autre à la main.
PYTHON ?= python3
BIN := .venv/bin
PYTEST_JOBS ?= 2
# La date d'évaluation et des fichiers produits est celle du commit : deux constructions d'un commit sont identiques.
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 1795392000)

.PHONY: dossier test check format bench campagne verrous schemas captures clean

dossier: .venv/rie.fait
	$(BIN)/rie build dossiers/ch-exemple --out build

test: .venv/essais.fait
	sh tests/outils.sh
	$(BIN)/ruff check builder tests benchmarks
	$(BIN)/ruff format --check builder tests benchmarks
	$(BIN)/mypy
	$(BIN)/python -m pytest -n $(PYTEST_JOBS) --dist worksteal

check: .venv/essais.fait
	$(BIN)/ruff check builder tests benchmarks
	$(BIN)/mypy
	$(BIN)/rie check dossiers/ch-exemple

format: .venv/essais.fait
	$(BIN)/ruff check --fix builder tests benchmarks
	$(BIN)/ruff format builder tests benchmarks

bench: .venv/essais.fait
	$(BIN)/python -m benchmarks.mesures

# Les mêmes marches, sans échantillonner ; puis des fautes semées une à une dans le code du verdict. Chiffres : benchmarks/campagne.md.
campagne: .venv/essais.fait
	RIE_CAMPAGNE=1 $(BIN)/python -m pytest -n $(PYTEST_JOBS) tests/check/test_monotony.py tests/check/test_same_dossier.py \
		tests/check/test_oracle.py tests/check/test_coverage.py tests/rules/test_two_evaluators.py \
		tests/analyse/test_brute_force.py tests/analyse/test_properties.py tests/analyse/test_quantity.py \
		tests/plan/test_choice.py
	$(BIN)/python -m benchmarks.mutations

# Refait les verrous : empreintes de toutes les plates-formes, aucun nom d'index.
verrous: .venv/essais.fait
	$(BIN)/uv pip compile pyproject.toml --group build $(VERROU) -o requirements/rie.txt
	$(BIN)/uv pip compile pyproject.toml --group build --group test $(VERROU) -o requirements/essais.txt
VERROU := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q

.venv/rie.fait: requirements/rie.txt pyproject.toml
	$(PYTHON) -m venv .venv || { echo "Il manque le paquet python3-venv : apt install python3-venv" >&2; exit 3; }
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/rie.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/essais.fait: .venv/rie.fait requirements/essais.txt
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/essais.txt
	touch $@

# Refait les schémas que lisent les éditeurs.
schemas: .venv/rie.fait
	$(BIN)/python -m builder.edit.schemas

# Refait les images du README.
captures: dossier .venv/essais.fait
	$(BIN)/python -m tests.captures

clean:
	rm -rf .venv build
