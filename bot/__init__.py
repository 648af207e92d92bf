"""The Rasa assistant: configuration, understanding, and the engine that embeds it."""
