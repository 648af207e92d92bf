"""Rasa tokenizer over the French normaliser: folded words that keep their place in the original."""

import re
from typing import Any, Dict, List, Optional, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import empreinte, normalisation

_WORD = re.compile(r"[a-z0-9]+")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class Normaliseur(Tokenizer):
    """Tokens are the words of the folded text; ``start`` and ``end`` are offsets in the text as it was typed."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Settings of the base class that it reads without a default."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """The state of the modules behind this one, so that a change of them trains anew."""
        return empreinte.empreinte("normalisation.py", "formes_courtes.yml")

    def tokenize(self, message: Message, attribute: Text) -> List[Token]:
        """Tokens of an attribute of a message."""
        texte = normalisation.normaliser(message.get(attribute))
        tokens = []
        for match in _WORD.finditer(texte.plie):
            start, end = texte.etendue(match.start(), match.end())
            tokens.append(Token(match.group(), start, end))
        return tokens
