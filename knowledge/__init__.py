"""The knowledge base and its engine: pure Python, no Rasa, no HTTP."""
