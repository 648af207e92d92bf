"""The aiohttp service: public API, pages, Rasa's protocols on loopback, commands."""
