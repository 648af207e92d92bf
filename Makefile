# Orient'ESS: everything one needs to run, test and measure. `make` alone lists the commands.
SHELL := /bin/bash
.DEFAULT_GOAL := aide

OUTILS := .outils
VENV := .venv
PYTHON := $(VENV)/bin/python
# What was installed: changes when the lock file or the project file does.
TEMOIN := $(VENV)/.installe

export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export TF_CPP_MIN_LOG_LEVEL := 3

.PHONY: aide serve train modele test test-rapide lint format bench evaluer fiches verrou navigateur propre

aide: ## Montre cette aide
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 14

serve: $(TEMOIN) ## Installe, entraîne au besoin, et sert sur http://localhost:8000
	@$(VENV)/bin/orientess serve $(ARGS)

train: $(TEMOIN) ## Entraîne le modèle s'il n'est pas à jour
	@$(VENV)/bin/orientess train $(ARGS)

# Not `train`: its own options are no options of what follows.
modele: $(TEMOIN)
	@$(VENV)/bin/orientess train

test: $(TEMOIN) navigateur lint modele ## Installe, vérifie le code, et passe tous les tests
	@$(PYTHON) -m pytest $(ARGS)

test-rapide: $(TEMOIN) ## Passe les tests rapides seulement
	@$(PYTHON) -m pytest -m "not lent and not navigateur" $(ARGS)

lint: $(TEMOIN) ## Vérifie forme, types et imports
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

format: $(TEMOIN) ## Met le code en forme
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/ruff format .

bench: $(TEMOIN) modele ## Mesure vitesse et mémoire, à côté de la configuration d'origine de Rasa
	@$(PYTHON) -m bench $(ARGS)

evaluer: $(TEMOIN) modele ## Mesure la compréhension et les conversations
	@$(VENV)/bin/orientess evaluer $(ARGS)

fiches: $(TEMOIN) ## Vérifie toutes les fiches
	@$(VENV)/bin/orientess fiches verifier

verrou: ## Recalcule requirements.lock d'après pyproject.toml
	@uv=$$(outils/uv.sh) && "$$uv" pip compile pyproject.toml --group dev --python-version 3.10 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --quiet -o requirements.lock

navigateur: ## Installe Chromium (paquets Debian) s'il manque, pour les tests des pages
	@outils/navigateur.sh

propre: ## Retire l'environnement, les modèles et les caches
	rm -rf $(VENV) $(OUTILS) models var results .rasa .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(TEMOIN): requirements.lock pyproject.toml
	@outils/installer.sh $(VENV)
	@touch $(TEMOIN)
