"""Calls of a log played through the real turns: a clock moved by hand, people whose luck a seed decides."""
