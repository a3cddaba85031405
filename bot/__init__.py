"""The running thing: doors, engine, web and command line; the only package that wires the others together."""
