"""How fast, how large and how safe the real program is, beside a floor measured in the same run.

`python -m benchmarks [NAME ...] [--quick]`. The program runs as `upstander run`, the providers as a process of fakes,
the callers in this process; everything on this machine.
"""
