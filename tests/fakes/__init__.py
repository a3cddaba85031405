"""Loopback servers that stand for the providers: Telegram's Bot API and Twilio's REST API.

They know nothing of the program and import nothing of it: a request they accept and a signature they make are a second
opinion.
`python -m tests.fakes` runs both as one process of their own.
"""
