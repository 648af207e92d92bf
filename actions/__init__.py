"""The custom actions: read a message, go on with the project, answer."""
